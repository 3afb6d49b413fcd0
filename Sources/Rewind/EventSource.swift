package import CrisisModel
package import EventLog
import Projections

/// Where decoded events come from: a log, an exact export, or lines of NDJSON. Every analysis here reads one of these
/// and nothing else.
package protocol EventSource {
    /// Whether reading a few single events is cheap. Where it is not, they are gathered in one pass.
    var readsAnywhere: Bool { get }

    /// Events of the range, in order. What cannot be read ends it with an error: nothing is skipped.
    func forEach(
        from first: UInt64, through last: UInt64?, _ body: (RecordedEvent) -> ReadStep
    ) throws(RewindError)
}

extension EventSource {
    package var readsAnywhere: Bool { false }

    /// Every event behind `start`. A stream with a gap proves nothing, so it is refused at the gap.
    package func forEachComplete(
        after start: UInt64 = 0, through last: UInt64? = nil, _ body: (RecordedEvent) -> ReadStep
    ) throws(RewindError) {
        var expected = start + 1
        var failure: RewindError?
        try forEach(from: expected, through: last) { event in
            guard event.envelope.sequence == expected else {
                failure = .incomplete(expected: expected, found: event.envelope.sequence)
                return .stop
            }
            expected += 1
            return body(event)
        }
        if let failure { throw failure }
    }

    /// The events with these sequences, as far as they exist.
    func fetch(_ sequences: Set<UInt64>) throws(RewindError) -> [UInt64: RecordedEvent] {
        var found: [UInt64: RecordedEvent] = [:]
        let sorted = sequences.sorted()
        guard let first = sorted.first, let last = sorted.last else { return found }
        guard readsAnywhere else {
            try forEach(from: first, through: last) { event in
                if sequences.contains(event.envelope.sequence) { found[event.envelope.sequence] = event }
                return .continue
            }
            return found
        }
        var index = 0
        while index < sorted.count {
            var end = index
            while end + 1 < sorted.count, sorted[end + 1] == sorted[end] + 1 { end += 1 }
            try forEach(from: sorted[index], through: sorted[end]) { event in
                found[event.envelope.sequence] = event
                return .continue
            }
            index = end + 1
        }
        return found
    }
}

/// A log, opened by whoever owns it.
package struct LogSource: EventSource, Sendable {
    package let log: EventLog

    package init(_ log: EventLog) { self.log = log }

    package var readsAnywhere: Bool { true }

    package func forEach(
        from first: UInt64, through last: UInt64?, _ body: (RecordedEvent) -> ReadStep
    ) throws(RewindError) {
        do throws(ReplayError) {
            try Replay.forEach(in: log, from: first, through: last, body)
        } catch {
            throw RewindError(.damaged, "\(error)", next: "tocsinctl log verify")
        }
    }
}
