import EventLog
import Glibc

enum Thread {
    static func yield() { sched_yield() }

    /// Closing waits for the writer thread, so the call is not one for asynchronous code; a test may wait.
    static func finish(_ committer: GroupCommitter) { committer.close() }
}
