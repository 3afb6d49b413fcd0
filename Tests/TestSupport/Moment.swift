package import CrisisModel
import Glibc

/// The wall clock, as the texts that commands take.
package enum Moment {
    package static func now() -> EventTime {
        var value = timespec()
        clock_gettime(CLOCK_REALTIME, &value)
        return EventTime(
            microsecondsSinceEpoch: Int64(value.tv_sec) * 1_000_000 + Int64(value.tv_nsec) / 1_000)
    }

    package static func after(milliseconds: Int64) -> String {
        now().adding(microseconds: milliseconds * 1_000).rfc3339
    }

    /// Far enough ahead that no test lives to see it.
    package static var later: String { now().adding(seconds: 6 * 3_600).rfc3339 }

    package static func parse(_ text: String) throws -> EventTime { try EventTime(rfc3339: text) }
}
