/// How the daemon comes up.
enum StartMode: Sendable {
    case normal
    /// Stopped, and nothing is recorded: it answers status, verification and export of what is sound, and takes stops.
    case readOnly(ReadOnlyCause)
    /// The same, but for the one event that lets it go on.
    case awaitingMigration(ReadOnlyCause)

    var cause: ReadOnlyCause? {
        switch self {
        case .normal: nil
        case .readOnly(let cause), .awaitingMigration(let cause): cause
        }
    }
}

struct ReadOnlyCause: Sendable {
    enum Code: String, Sendable {
        case damaged = "log-damaged"
        case crashLoop = "safe-mode"
        case upgrade = "upgrade-gate"
    }

    var code: Code
    /// The event concerned.
    var sequence: UInt64?
    var words: String
    /// Commands, in order.
    var next: [String]
}
