package import CrisisModel
import Glibc

/// The world as the daemon sees it. Production and simulation differ only here.
package struct World: Sendable {
    /// The wall clock.
    package var wallTime: @Sendable () -> EventTime
    /// Microseconds since boot, time asleep included: it never jumps.
    package var bootMicroseconds: @Sendable () -> Int64
    /// Waits; the only wait there is.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        wallTime: @escaping @Sendable () -> EventTime, bootMicroseconds: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.wallTime = wallTime
        self.bootMicroseconds = bootMicroseconds
        self.sleep = sleep
    }

    package static func system() -> World {
        World(
            wallTime: { EventTime(microsecondsSinceEpoch: microseconds(of: CLOCK_REALTIME)) },
            bootMicroseconds: { microseconds(of: CLOCK_BOOTTIME) },
            sleep: { duration in try await Task.sleep(for: duration, clock: .continuous) }
        )
    }

    private static func microseconds(of clock: clockid_t) -> Int64 {
        var value = timespec()
        clock_gettime(clock, &value)
        return Int64(value.tv_sec) * 1_000_000 + Int64(value.tv_nsec) / 1000
    }
}
