/// A rule's condition came true.
package struct DetectionFired: EventPayload {
    package static let kind = EventKind.detectionFired

    package var rule: RuleID = RuleID(recorded: "")
    package var version: Int64 = 0
    package var windowStart: EventTime = .zero
    package var windowEnd: EventTime = .zero
    package var count: Int64 = 0
    package var authors: Int64 = 0
    package var threshold: Int64 = 0
    /// The sequences of the mentions counted, at most 100 of the latest.
    package var mentions: [Int64] = []
    package var late: Bool = false

    package init() {}

    package init(
        rule: RuleID, version: Int64, windowStart: EventTime, windowEnd: EventTime, count: Int64,
        authors: Int64, threshold: Int64, mentions: [Int64], late: Bool
    ) {
        self.rule = rule
        self.version = version
        self.windowStart = windowStart
        self.windowEnd = windowEnd
        self.count = count
        self.authors = authors
        self.threshold = threshold
        self.mentions = mentions
        self.late = late
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("rule", &rule)
        try coder.integer("version", &version)
        try coder.time("windowStart", &windowStart)
        try coder.time("windowEnd", &windowEnd)
        try coder.integer("count", &count)
        try coder.integer("authors", &authors)
        try coder.integer("threshold", &threshold)
        try coder.integers("mentions", &mentions)
        try coder.flag("late", &late)
    }

    package var event: CrisisEvent { .detectionFired(self) }
}

/// A rule's condition ended: it may fire again.
package struct DetectionCleared: EventPayload {
    package static let kind = EventKind.detectionCleared

    package var rule: RuleID = RuleID(recorded: "")
    package var count: Int64 = 0

    package init() {}

    package init(rule: RuleID, count: Int64) {
        self.rule = rule
        self.count = count
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("rule", &rule)
        try coder.integer("count", &count)
    }

    package var event: CrisisEvent { .detectionCleared(self) }
}
