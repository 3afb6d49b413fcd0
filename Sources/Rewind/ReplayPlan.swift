package import CrisisModel

/// Events of a range with the pauses between them, as values: whoever shows them waits, this never does.
package struct ReplayPlan: Hashable, Sendable {
    package enum Limits {
        /// A quiet night takes no longer than this to pass.
        package static let pauseMicrosecondsMax: Int64 = 5_000_000
    }

    package struct Step: Hashable, Sendable {
        package var event: RecordedEvent
        /// To wait before it is shown.
        package var pauseMicroseconds: Int64
    }

    package enum Answer: Hashable, Sendable {
        case show(Step)
        case pass
        case end
    }

    package var first: Moment?
    package var last: Moment?
    /// As many times as fast as it happened; 0 for no pauses.
    package var speed: Double
    package var filter: ReplayFilter
    /// Each realm has its own clock, so a pause is measured within one.
    private var shown: [RealmID: EventTime] = [:]

    package init(
        first: Moment? = nil, last: Moment? = nil, speed: Double = 1, filter: ReplayFilter = ReplayFilter()
    ) {
        self.first = first
        self.last = last
        self.speed = speed
        self.filter = filter
    }

    /// Where reading may begin.
    package var readsFrom: UInt64 {
        guard case .sequence(let sequence)? = first, !filter.needsHistory else { return 1 }
        return max(sequence, 1)
    }

    /// Every event from `readsFrom` on, in order.
    package mutating func step(_ event: RecordedEvent) -> Answer {
        let passes = filter.passes(event)
        if let last, let clock = filter.clock, last.isPassed(by: event, in: clock) { return .end }
        if case .sequence(let sequence)? = last, event.envelope.sequence > sequence { return .end }
        guard passes, hasBegun(event) else { return .pass }
        let realm = event.envelope.realm
        let before = shown.updateValue(event.envelope.at, forKey: realm)
        return .show(Step(event: event, pauseMicroseconds: pause(since: before, event.envelope.at)))
    }

    private mutating func hasBegun(_ event: RecordedEvent) -> Bool {
        switch first {
        case nil: return true
        case .sequence(let sequence)?: return event.envelope.sequence >= sequence
        case .time(let time)?:
            guard event.envelope.realm == filter.clock, event.envelope.at >= time else { return false }
            // From here on also what another realm's clock dates earlier.
            first = .sequence(event.envelope.sequence)
            return true
        }
    }

    private func pause(since before: EventTime?, _ at: EventTime) -> Int64 {
        guard let before, speed > 0 else { return 0 }
        let real = Double(max(at.microseconds(since: before), 0)) / speed
        return real < Double(Limits.pauseMicrosecondsMax) ? Int64(real) : Limits.pauseMicrosecondsMax
    }
}
