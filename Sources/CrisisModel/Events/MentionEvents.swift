/// Somebody said something.
package struct MentionRecorded: EventPayload {
    package static let kind = EventKind.mentionRecorded

    package var source: SourceID = SourceID(recorded: "")
    /// The source's own identifier.
    package var id: String = ""
    package var account: AccountID? = nil
    package var unit: UnitID? = nil
    package var author: String = ""
    package var name: String? = nil
    package var text: String = ""
    package var language: String? = nil
    package var link: String? = nil
    package var audience: Int64? = nil
    package var mode: IntakeMode = .live

    package init() {}

    package init(
        source: SourceID, id: String, account: AccountID? = nil, unit: UnitID? = nil, author: String,
        name: String? = nil, text: String, language: String? = nil, link: String? = nil,
        audience: Int64? = nil, mode: IntakeMode
    ) {
        self.source = source
        self.id = id
        self.account = account
        self.unit = unit
        self.author = author
        self.name = name
        self.text = text
        self.language = language
        self.link = link
        self.audience = audience
        self.mode = mode
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("source", &source)
        try coder.text("id", &id)
        try coder.name("account", &account)
        try coder.name("unit", &unit)
        try coder.text("author", &author)
        try coder.text("name", &name)
        try coder.text("text", &text)
        try coder.text("language", &language)
        try coder.text("link", &link)
        try coder.integer("audience", &audience)
        try coder.choice("mode", &mode)
    }

    package var event: CrisisEvent { .mentionRecorded(self) }
}
