/// Every exit code of `tocsinctl`. Scripts match them: a number is never given a second meaning.
package enum CommandStatus: Int32, Error, Sendable, CaseIterable {
    case done = 0
    /// A fault of this program.
    case internalFault = 1
    /// Nothing was stopped: the scope matches nothing or cannot be read.
    case notStopped = 2
    /// Stopped, kept in the runtime directory, but not on disk: a reboot would forget it.
    case stoppedUntilReboot = 3
    /// Stopped in the daemon's memory alone: its end would forget it.
    case stoppedInMemoryOnly = 4
    /// No answer from the stop socket. A sentinel file was written: in force at the daemon's next start.
    case stopNotConfirmed = 5
    /// No answer from the stop socket, and no sentinel file could be written.
    case stopFailed = 6
    /// The daemon understood and refused; nothing changed.
    case refused = 10
    /// The socket may not be opened, or the role is missing.
    case notPermitted = 11
    /// No daemon answers at the socket.
    case unreachable = 12
    case timedOut = 13
    /// It is not known whether the command took effect.
    case outcomeUnknown = 14
    /// The daemon is read-only now.
    case readOnly = 15
    /// The daemon's answer could not be understood, or it answered with an error not known here.
    case unexpectedAnswer = 16
    /// Some lines, posts or decisions were refused; the others were taken.
    case partlyRefused = 20
    /// `log verify` found damage or a contradiction; `log prove --check` refused the proof.
    case notSound = 21
    /// `readiness`: one of stop, speak and release would not work tonight.
    case notReady = 22
    /// `release --rehearse`: the passphrase was not accepted.
    case passphraseNotAccepted = 23
    /// `release`: asked for, but not in effect yet.
    case releasePending = 24
    /// `crisis dismiss` without `--confirm`: only said what would happen.
    case notConfirmedByPerson = 25
    /// A command line that cannot be understood.
    case usage = 64
    /// Input that cannot be used at all.
    case badInput = 65
    /// A file that cannot be read.
    case noInput = 66
    /// A file that cannot be written.
    case cannotWrite = 73
    /// Output failed, such as a full disk under a redirection.
    case outputFailed = 74
    /// Interrupted at the terminal.
    case interrupted = 130

    /// The stable word that `--json` errors carry.
    package var word: String {
        switch self {
        case .done: "done"
        case .internalFault: "internal-fault"
        case .notStopped: "not-stopped"
        case .stoppedUntilReboot: "stopped-until-reboot"
        case .stoppedInMemoryOnly: "stopped-in-memory-only"
        case .stopNotConfirmed: "stop-not-confirmed"
        case .stopFailed: "stop-failed"
        case .refused: "refused"
        case .notPermitted: "not-permitted"
        case .unreachable: "unreachable"
        case .timedOut: "timed-out"
        case .outcomeUnknown: "outcome-unknown"
        case .readOnly: "read-only"
        case .unexpectedAnswer: "unexpected-answer"
        case .partlyRefused: "partly-refused"
        case .notSound: "not-sound"
        case .notReady: "not-ready"
        case .passphraseNotAccepted: "passphrase-not-accepted"
        case .releasePending: "release-pending"
        case .notConfirmedByPerson: "not-confirmed"
        case .usage: "usage"
        case .badInput: "bad-input"
        case .noInput: "no-input"
        case .cannotWrite: "cannot-write"
        case .outputFailed: "output-failed"
        case .interrupted: "interrupted"
        }
    }
}
