/// The configuration in force from here on.
package struct ConfigurationApplied: EventPayload {
    package static let kind = EventKind.configurationApplied

    package var text: String = ""
    package var textHash: Digest = .zero
    package var releasePersons: Int64 = 0
    package var releaseWindowSeconds: Int64 = 0
    /// Solo: between asking and taking effect.
    package var releaseDelaySeconds: Int64 = 0
    package var overdueGraceSeconds: Int64 = 0
    /// Names of those who may release.
    package var releasers: [String] = []
    package var organisation: String? = nil

    package init() {}

    package init(
        text: String, textHash: Digest, releasePersons: Int64, releaseWindowSeconds: Int64,
        releaseDelaySeconds: Int64, overdueGraceSeconds: Int64, releasers: [String],
        organisation: String? = nil
    ) {
        self.text = text
        self.textHash = textHash
        self.releasePersons = releasePersons
        self.releaseWindowSeconds = releaseWindowSeconds
        self.releaseDelaySeconds = releaseDelaySeconds
        self.overdueGraceSeconds = overdueGraceSeconds
        self.releasers = releasers
        self.organisation = organisation
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.text("text", &text)
        try coder.digest("textHash", &textHash)
        try coder.integer("releasePersons", &releasePersons)
        try coder.integer("releaseWindowSeconds", &releaseWindowSeconds)
        try coder.integer("releaseDelaySeconds", &releaseDelaySeconds)
        try coder.integer("overdueGraceSeconds", &overdueGraceSeconds)
        try coder.texts("releasers", &releasers)
        try coder.text("organisation", &organisation)
    }

    package var event: CrisisEvent { .configurationApplied(self) }
}
