package import CrisisModel

/// A crisis, from suspicion to its end.
package struct Crisis: CanonicalState {
    package var number: Int64
    package var phase: CrisisPhase
    package var rule: RuleID?
    /// The rule as it was when it fired: its later versions change nothing here.
    package var heldBy: Rule?
    package var detection: Int64?
    package var suspectedAt: EventTime?
    package var declaredAt: EventTime?
    package var declaredBy: String?
    package var endedAt: EventTime?
    package var ended: String?
    package var reason: String?
    package var sequence: UInt64

    package static var blank: Crisis { Crisis(number: 0, phase: .calm, sequence: 0) }

    package var isOpen: Bool { phase == .suspected || phase == .active }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("number", &number)
        try coder.choice("phase", &phase)
        try coder.name("rule", &rule)
        try coder.integer("detection", &detection)
        try coder.time("suspectedAt", &suspectedAt)
        try coder.time("declaredAt", &declaredAt)
        try coder.time("endedAt", &endedAt)
        try coder.text("ended", &ended)
        try coder.text("declaredBy", &declaredBy)
        try coder.nested("heldBy", &heldBy)
        try coder.text("reason", &reason)
        try coder.unsigned("sequence", &sequence)
    }
}
