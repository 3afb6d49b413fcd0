/// A rule says that something is wrong.
package struct CrisisSuspected: EventPayload {
    package static let kind = EventKind.crisisSuspected

    package var crisis: Int64 = 0
    package var rule: RuleID = RuleID(recorded: "")
    /// The sequence of the firing.
    package var detection: Int64 = 0

    package init() {}

    package init(crisis: Int64, rule: RuleID, detection: Int64) {
        self.crisis = crisis
        self.rule = rule
        self.detection = detection
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("crisis", &crisis)
        try coder.name("rule", &rule)
        try coder.integer("detection", &detection)
    }

    package var event: CrisisEvent { .crisisSuspected(self) }
}

/// A person says that it is not a crisis.
package struct CrisisDismissed: EventPayload {
    package static let kind = EventKind.crisisDismissed

    package var crisis: Int64 = 0
    package var verdict: Verdict = .true
    package var note: String? = nil

    package init() {}

    package init(crisis: Int64, verdict: Verdict, note: String? = nil) {
        self.crisis = crisis
        self.verdict = verdict
        self.note = note
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("crisis", &crisis)
        try coder.choice("verdict", &verdict)
        try coder.text("note", &note)
    }

    package var event: CrisisEvent { .crisisDismissed(self) }
}

/// A person says that it is a crisis: crisis statements become possible.
package struct CrisisDeclared: EventPayload {
    package static let kind = EventKind.crisisDeclared

    package var crisis: Int64 = 0
    package var reason: String? = nil

    package init() {}

    package init(crisis: Int64, reason: String? = nil) {
        self.crisis = crisis
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("crisis", &crisis)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .crisisDeclared(self) }
}

/// A person says that it is over.
package struct CrisisClosed: EventPayload {
    package static let kind = EventKind.crisisClosed

    package var crisis: Int64 = 0
    package var reason: String? = nil

    package init() {}

    package init(crisis: Int64, reason: String? = nil) {
        self.crisis = crisis
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("crisis", &crisis)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .crisisClosed(self) }
}
