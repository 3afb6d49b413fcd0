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

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try raised.visit(&coder)
        try coder.time("raisedAt", &raisedAt)
        try coder.choice("state", &state)
        try coder.texts("history", &history)
        try coder.text("acknowledgedBy", &acknowledgedBy)
    }
}
