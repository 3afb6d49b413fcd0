/// A rule is in force.
package struct RuleAdopted: EventPayload {
    package static let kind = EventKind.ruleAdopted

    package var rule: RuleID = RuleID(recorded: "")
    package var version: Int64 = 0
    /// count
    package var kind: String = ""
    package var unit: UnitID? = nil
    package var account: AccountID? = nil
    package var language: String? = nil
    package var windowMinutes: Int64 = 0
    package var threshold: Int64 = 0
    package var minimumAuthors: Int64 = 0
    /// A mention counts when its valence is below this.
    package var scoreBelow: Int64 = 0
    /// Empty: the rule alerts only.
    package var holdClasses: [PostClass] = []
    package var alert: Bool = false

    package init() {}

    package init(
        rule: RuleID, version: Int64, kind: String, unit: UnitID? = nil, account: AccountID? = nil,
        language: String? = nil, windowMinutes: Int64, threshold: Int64, minimumAuthors: Int64,
        scoreBelow: Int64, holdClasses: [PostClass], alert: Bool
    ) {
        self.rule = rule
        self.version = version
        self.kind = kind
        self.unit = unit
        self.account = account
        self.language = language
        self.windowMinutes = windowMinutes
        self.threshold = threshold
        self.minimumAuthors = minimumAuthors
        self.scoreBelow = scoreBelow
        self.holdClasses = holdClasses
        self.alert = alert
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("rule", &rule)
        try coder.integer("version", &version)
        try coder.text("kind", &kind)
        try coder.name("unit", &unit)
        try coder.name("account", &account)
        try coder.text("language", &language)
        try coder.integer("windowMinutes", &windowMinutes)
        try coder.integer("threshold", &threshold)
        try coder.integer("minimumAuthors", &minimumAuthors)
        try coder.integer("scoreBelow", &scoreBelow)
        try coder.choices("holdClasses", &holdClasses)
        try coder.flag("alert", &alert)
    }

    package var event: CrisisEvent { .ruleAdopted(self) }
}

/// A rule is no longer in force.
package struct RuleRetired: EventPayload {
    package static let kind = EventKind.ruleRetired

    package var rule: RuleID = RuleID(recorded: "")

    package init() {}

    package init(rule: RuleID) {
        self.rule = rule
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("rule", &rule)
    }

    package var event: CrisisEvent { .ruleRetired(self) }
}
