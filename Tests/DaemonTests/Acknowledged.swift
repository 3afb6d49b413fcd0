import Synchronization

/// What the daemon said yes to.
struct Acknowledged: Sendable {
    var mentions: [String] = []
    var posts: [String] = []
    var stops: [Int64] = []
    var releases: [Int64] = []
}

/// Filled by several clients at once.
final class AcknowledgedBox: Sendable {
    private let content = Mutex(Acknowledged())
    private let stopped = Mutex(false)

    var isStopped: Bool { stopped.withLock { $0 } }

    func setStopped(_ isStopped: Bool) { stopped.withLock { $0 = isStopped } }

    func withLock<Result: Sendable>(_ body: (inout Acknowledged) -> Result) -> Result {
        content.withLock { body(&$0) }
    }
}
