/// A scorer judged a text.
package struct SentimentScored: EventPayload {
    package static let kind = EventKind.sentimentScored

    package var mention: Int64 = 0
    package var scorer: String = ""
    package var version: String = ""
    package var label: SentimentLabel = .neutral
    /// -1000 to 1000.
    package var valence: Int64 = 0
    /// 0 to 1000.
    package var confidence: Int64 = 0

    package init() {}

    package init(
        mention: Int64, scorer: String, version: String, label: SentimentLabel, valence: Int64,
        confidence: Int64
    ) {
        self.mention = mention
        self.scorer = scorer
        self.version = version
        self.label = label
        self.valence = valence
        self.confidence = confidence
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("mention", &mention)
        try coder.text("scorer", &scorer)
        try coder.text("version", &version)
        try coder.choice("label", &label)
        try coder.integer("valence", &valence)
        try coder.integer("confidence", &confidence)
    }

    package var event: CrisisEvent { .sentimentScored(self) }
}
