import ControlInterface
import CrisisModel
import Engine
import Gate

/// Could I stop, speak and release tonight? Each item is computed from the log and from the running process.
struct Readiness {
    var state: State
    var access: AccessControl
    var stopHealth: StopPathHealth
    var channels: Int
    var now: EventTime
    /// What the log keeper found, in words; nil where all is well.
    var logDamage: String?
    var keyProblem: String?
    /// Why no mention can be sealed.
    var authorKeysProblem: String?
    var checkpointMinutes: Int64 = 60

    enum Limits {
        /// A passphrase not tried for so long may be forgotten.
        static let rehearsalDays: Int64 = 90
        /// Two are needed; the third is there when one is away.
        static let releasersWanted = 3
    }

    private typealias Item = ServiceInterface.ReadinessItem

    var reply: ServiceInterface.Readiness.Reply {
        let stop = stopItems
        let speak = speakItems
        let release = releaseItems
        return .init(
            couldStop: stop.allSatisfy(\.ok), couldSpeak: speak.allSatisfy(\.ok),
            couldRelease: release.allSatisfy(\.ok),
            items: stop + speak + release + recordItems
        )
    }

    private var stopItems: [Item] {
        [
            Item(
                item: "stop: disk latch", ok: stopHealth.isDiskLatchCurrent,
                detail: stopHealth.isDiskLatchCurrent
                    ? "a stop survives power loss"
                    : "the disk latch cannot be written (error \(stopHealth.diskErrno))",
                next: stopHealth.isDiskLatchCurrent ? nil : "look at the file system of the state directory"
            ),
            Item(
                item: "stop: runtime latch", ok: stopHealth.isRuntimeLatchCurrent,
                detail: stopHealth.isRuntimeLatchCurrent
                    ? "a stop survives the process" : "the runtime latch is not current",
                next: nil
            ),
            Item(
                item: "stop: sentinel directories", ok: stopHealth.watchedDirectories > 0,
                detail: "\(stopHealth.watchedDirectories) watched", next: nil
            ),
            Item(
                item: "stop: clock", ok: !state.live.clockHeld,
                detail: state.live.clockHeld ? "the clock stepped and nobody has confirmed it" : "in step",
                next: state.live.clockHeld ? "tocsinctl status, then confirm the clock" : nil
            ),
        ]
    }

    private var speakItems: [Item] {
        let accounts = state.live.accounts.values.filter { !$0.retired }
        let ownerless = accounts.filter {
            $0.registration.owner == nil || $0.registration.credentialHolder == nil
        }
        .map(\.registration.account.text).sorted()
        return [
            Item(
                item: "speak: accounts", ok: !accounts.isEmpty, detail: "\(accounts.count) registered",
                next: accounts.isEmpty ? "tocsinctl account register" : nil
            ),
            Item(
                item: "speak: owners", ok: ownerless.isEmpty,
                detail: ownerless.isEmpty
                    ? "every account has an owner and a credential holder"
                    : "without owner or credential holder: \(ownerless.prefix(8).joined(separator: ", "))",
                next: ownerless.isEmpty
                    ? nil : "tocsinctl account register, with --owner and --credential-holder"
            ),
            Item(
                item: "speak: alert channels", ok: channels > 0,
                detail: channels > 0 ? "\(channels) configured" : "nobody would be told",
                next: channels > 0 ? "tocsinctl alert test" : "add alerts: to the configuration"
            ),
        ]
    }

    /// Could the night be proved afterwards?
    private var recordItems: [Item] {
        let last = state.lastCheckpoint
        let latest = state.lastCheckpointAt
        let isFresh = latest.map { $0 > now.adding(seconds: -2 * checkpointMinutes * 60) } ?? false
        return [
            Item(
                item: "record: log", ok: logDamage == nil,
                detail: logDamage ?? "every block was read since the start",
                next: logDamage == nil ? nil : "tocsinctl log verify"),
            Item(
                item: "record: author keys", ok: authorKeysProblem == nil,
                detail: authorKeysProblem.map { "no mention can be recorded: \($0)" }
                    ?? "\(state.authors.count) authors, \(state.authors.erasedCount) erased",
                next: authorKeysProblem == nil ? nil : "look at author-keys in the state directory"),
            Item(
                item: "record: signed", ok: keyProblem == nil && last != nil,
                detail: keyProblem.map { "the log is not signed: \($0)" }
                    ?? (last == nil
                        ? "no checkpoint was signed yet" : "\(last?.treeSize ?? 0) blocks are signed"),
                next: keyProblem == nil
                    ? (last == nil ? "tocsinctl log checkpoint" : nil)
                    : "look at log-key in the state directory"),
            Item(
                item: "record: checkpoint", ok: isFresh,
                detail: latest.map { "the newest is of \($0.rfc3339)" } ?? "there is none",
                next: isFresh ? nil : "tocsinctl log checkpoint, and keep its line elsewhere"),
        ]
    }

    private var releaseItems: [Item] {
        let problem = access.releaseNotPossible(state.settings)
        let horizon = now.adding(seconds: -Limits.rehearsalDays * 86_400)
        let tried = state.releaseRehearsals.values.count { $0 > horizon }
        let wanted = state.settings.isSolo ? 1 : Limits.releasersWanted
        return [
            Item(
                item: "release: rehearsed", ok: tried >= wanted,
                detail:
                    "\(tried) of \(wanted) releasers tried their passphrase in the last \(Limits.rehearsalDays) days",
                next: tried >= wanted ? nil : "tocsinctl release --rehearse"
            ),
            Item(
                item: "release: recovery code", ok: access.hasRecoveryCode,
                detail: access.hasRecoveryCode
                    ? "made" : "not made: nobody could release if the releasers were away",
                next: access.hasRecoveryCode
                    ? nil : "tocsinctl recovery make, as root, for two sealed envelopes"
            ),
            Item(
                item: "release: persons", ok: problem == nil,
                detail: problem ?? "enough releasers have a passphrase",
                next: problem == nil ? nil : "tocsinctl passphrase"
            ),
        ]
    }
}
