package import CrisisModel

/// Something that somebody must be told.
package struct Alert: CanonicalState {
    package enum State: String, Sendable, CaseIterable {
        case raised, delivered, failed, acknowledged, exhausted
    }

    package var raised: AlertRaised
    package var raisedAt: EventTime
    package var state: State = .raised
    package var history: [String] = []
    package var acknowledgedBy: String?
    /// The event that raised it.
    package var sequence: UInt64

    package static var blank: Alert { Alert(raised: AlertRaised(), raisedAt: .zero, sequence: 0) }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("raised", &raised)
        try coder.time("raisedAt", &raisedAt)
        try coder.choice("state", &state)
        try coder.texts("history", &history)
        try coder.text("acknowledgedBy", &acknowledgedBy)
        try coder.unsigned("sequence", &sequence)
    }
}
