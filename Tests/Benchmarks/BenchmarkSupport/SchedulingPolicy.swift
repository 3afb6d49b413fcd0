import Glibc

/// How the scheduler treats a thread.
package enum SchedulingPolicy: String, Sendable, CaseIterable {
    case normal
    /// What the unit file gives the main thread, and no thread that it starts.
    case realTime

    package static let priority: Int32 = 10
    /// `SCHED_RESET_ON_FORK`, which Swift does not see.
    private static let resetOnFork: Int32 = 0x4000_0000

    /// The words that start a program under this policy.
    package var prefix: [String] {
        switch self {
        case .normal: []
        case .realTime: ["/usr/bin/chrt", "--reset-on-fork", "--fifo", "\(Self.priority)"]
        }
    }

    /// False when this process has no right to it.
    package func applyToThisThread() -> Bool {
        switch self {
        case .normal:
            var parameter = sched_param(sched_priority: 0)
            return sched_setscheduler(0, SCHED_OTHER, &parameter) == 0
        case .realTime:
            var parameter = sched_param(sched_priority: Self.priority)
            return sched_setscheduler(0, SCHED_FIFO | Self.resetOnFork, &parameter) == 0
        }
    }
}
