/// A moment of a realm's clock, in microseconds since 1970-01-01T00:00:00Z (leap seconds ignored, as in POSIX).
///
/// It is a value that somebody measured elsewhere: nothing in this module can read a clock.
package struct EventTime: Hashable, Comparable, Sendable {
    package let microsecondsSinceEpoch: Int64

    package init(microsecondsSinceEpoch: Int64) {
        self.microsecondsSinceEpoch = microsecondsSinceEpoch
    }

    package static let zero = EventTime(microsecondsSinceEpoch: 0)
    package static let distantFuture = EventTime(microsecondsSinceEpoch: .max)

    package static func < (left: EventTime, right: EventTime) -> Bool {
        left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
    }

    /// Saturates, so that a hostile time cannot trap an addition.
    package func adding(microseconds: Int64) -> EventTime {
        let (sum, overflow) = microsecondsSinceEpoch.addingReportingOverflow(microseconds)
        return EventTime(microsecondsSinceEpoch: overflow ? (microseconds < 0 ? .min : .max) : sum)
    }

    package func adding(seconds: Int64) -> EventTime {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return adding(microseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// Microseconds from `earlier` to this moment; saturates.
    package func microseconds(since earlier: EventTime) -> Int64 {
        let (difference, overflow) = microsecondsSinceEpoch.subtractingReportingOverflow(
            earlier.microsecondsSinceEpoch
        )
        guard overflow else { return difference }
        return microsecondsSinceEpoch < earlier.microsecondsSinceEpoch ? .min : .max
    }
}
