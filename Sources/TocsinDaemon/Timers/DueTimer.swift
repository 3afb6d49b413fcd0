import CTimers
import CrisisModel
import Glibc

/// Wakes the writer when the next post of the live realm is due.
///
/// It waits on a timer of the wall clock, set to an absolute time, which the kernel also ends when somebody sets the
/// clock: so neither sleep nor a clock step makes it late, and nothing wakes an idle daemon.
final class DueTimer: Sendable {
    private let timer: Int32
    private let wake: Int32
    private let ended = Locked(false)
    private let onDue: @Sendable () -> Void

    init?(onDue: @escaping @Sendable () -> Void) {
        timer = tocsin_timer_create()
        wake = tocsin_wake_create()
        self.onDue = onDue
        guard timer >= 0, wake >= 0 else { return nil }
    }

    /// Nil: nothing is due. A time that is past fires at once.
    func set(_ due: EventTime?) {
        // Zero disarms: a time at or before the epoch is as due as one just after it.
        _ = tocsin_timer_set(timer, due.map { max($0.microsecondsSinceEpoch, 1) } ?? 0)
    }

    func start() {
        let thread = Thread(name: "tocsin-timer") { self.run() }
        thread.start()
    }

    func end() {
        ended.withLock { $0 = true }
        var one: UInt64 = 1
        write(wake, &one, 8)
    }

    private func run() {
        while !ended.withLock({ $0 }) {
            var descriptors = [
                pollfd(fd: timer, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0 else { continue }
            if descriptors[0].revents != 0 {
                var count: UInt64 = 0
                // ECANCELED tells that the clock was set: what is due is looked at anew in either case.
                _ = read(timer, &count, 8)
                onDue()
            }
        }
        close(timer)
        close(wake)
    }
}
