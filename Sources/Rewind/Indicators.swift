package import CrisisModel
import EventLog

/// What happened in a period, counted from the log alone: the same bytes whenever the report is made.
///
/// Only events dated before the end count. What came of them later belongs to the next period's report.
package struct Indicators: Hashable, Sendable {
    /// How long something took, over all of its kind: the middle one (the lower of two) and the longest.
    package struct Spread: Hashable, Sendable {
        package var count = 0
        package var p50: Int64?
        package var max: Int64?

        package init() {}

        init(_ values: [Int64]) {
            let sorted = values.sorted()
            count = sorted.count
            p50 = sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
            max = sorted.last
        }
    }

    package struct Detections: Hashable, Sendable {
        package var fired = 0
        package var late = 0
        package var byRule: [RuleID: Int] = [:]
        package var verdicts: [Verdict: Int] = [:]
    }

    package struct Crises: Hashable, Sendable {
        package var suspected = 0
        package var declared = 0
        package var dismissed = 0
        package var closed = 0
        package var openAtEnd = 0
    }

    package struct Stops: Hashable, Sendable {
        package var engaged = 0
        package var notDurable = 0
        package var gateClosed = Spread()
        package var durable = Spread()
        package var released = 0
        package var releasedAlone = 0
        package var releasedByRecoveryCode = 0
        package var toRelease = Spread()
        package var engagedAtEnd = 0
    }

    package struct Posts: Hashable, Sendable {
        package var scheduled = 0
        package var published = 0
        package var failed = 0
        package var unknown = 0
        package var resolved = 0
        package var missed = 0
        package var cancelled = 0
        package var held: [HoldCause: Int] = [:]
        /// Held or missed posts on which a person decided.
        package var decided = 0
        package var waitingAtEnd = 0
    }

    package struct Alerts: Hashable, Sendable {
        package var raised = 0
        package var failedAttempts = 0
        package var exhausted = 0
        package var delivery = Spread()
        package var acknowledgement = Spread()
    }

    package var from: EventTime
    package var to: EventTime
    package var realm: RealmID
    package var mentions = 0
    package var negative = 0
    package var mentionsBySource: [SourceID: Int] = [:]
    package var detections = Detections()
    package var crises = Crises()
    package var stops = Stops()
    package var posts = Posts()
    package var alerts = Alerts()
    package var refusals: Int64 = 0
    /// The realm's first and last event of the period.
    package var firstSequence: UInt64?
    package var lastSequence: UInt64?
    /// The last event that anything here rests on: earlier ones tell what was open when the period began.
    package var restsThrough: UInt64 = 0
    /// The newest checkpoint among those events, on one line: a later one would make it another report.
    package var checkpoint: String?
    /// Whether an event at or after the end was seen. Until then more may still be recorded. Not part of the report.
    package var isSettled = false

    /// Negative mentions in a thousand.
    package var negativePermille: Int { mentions == 0 ? 0 : (negative * 1_000 + mentions / 2) / mentions }

    init(from: EventTime, to: EventTime, realm: RealmID) {
        self.from = from
        self.to = to
        self.realm = realm
    }

    package static func report(
        from: EventTime, to: EventTime, in realm: RealmSelector = .live, of source: some EventSource
    ) throws(RewindError) -> Indicators {
        guard from < to else {
            throw RewindError(.badRange, "the period ends at \(to.rfc3339), before it begins")
        }
        var counter = IndicatorCounter(
            Indicators(from: from, to: to, realm: try realm.resolve(in: source)))
        try source.forEachComplete { event in
            counter.take(event)
            return counter.isSettled ? .stop : .continue
        }
        return counter.finished
    }
}
