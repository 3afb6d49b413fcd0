/// What is known of every event apart from its payload.
package struct EventEnvelope: Hashable, Sendable {
    /// The position in the log, from 1, without gaps. It orders; times only inform.
    package var sequence: UInt64
    package var realm: RealmID
    /// The realm's clock, the only time that decisions, folds and timers see.
    package var at: EventTime
    /// The network's own time, where there is one.
    package var occurredAt: EventTime?
    package var actor: Actor
    /// The event that caused this one; nil for the first event of a command.
    package var causation: UInt64?
    /// The event that opened the crisis, stop or drill this belongs to.
    package var correlation: UInt64?
    /// Chosen by the caller, so that a retried command is recognised.
    package var clientID: String?
    /// The wall clock ran backwards and `at` was kept at its last value.
    package var clockClamped: Bool

    package init(
        sequence: UInt64, realm: RealmID, at: EventTime, occurredAt: EventTime? = nil, actor: Actor,
        causation: UInt64? = nil, correlation: UInt64? = nil, clientID: String? = nil,
        clockClamped: Bool = false
    ) {
        self.sequence = sequence
        self.realm = realm
        self.at = at
        self.occurredAt = occurredAt
        self.actor = actor
        self.causation = causation
        self.correlation = correlation
        self.clientID = clientID
        self.clockClamped = clockClamped
    }
}

/// An event in its place in the log.
package struct RecordedEvent: Hashable, Sendable {
    package var envelope: EventEnvelope
    package var event: CrisisEvent

    package init(envelope: EventEnvelope, event: CrisisEvent) {
        self.envelope = envelope
        self.event = event
    }
}
