/// Somebody said something. In the log the identifier, handle, name, text and link are one sealed value under the
/// author's key; the clear fields are empty there.
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
    /// Of realm, source and identifier: a mention is recorded once.
    package var key: KeyedHash = .zero
    /// The author's number: whose key sealed this.
    package var authorNumber: Int64 = 0
    package var sealed: [UInt8] = []

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
        try coder.personal("id", &id)
        try coder.name("account", &account)
        try coder.name("unit", &unit)
        try coder.personal("author", &author)
        try coder.personal("name", &name)
        try coder.personal("text", &text)
        try coder.text("language", &language)
        try coder.personal("link", &link)
        try coder.integer("audience", &audience)
        try coder.choice("mode", &mode)
        try coder.keyedHash("key", &key)
        try coder.integer("authorNumber", &authorNumber)
        try coder.sealed("sealed", &sealed)
    }

    /// Without what only the author's key may tell.
    package var withoutPersonalData: MentionRecorded {
        var bare = self
        (bare.id, bare.author, bare.name, bare.text, bare.link) = ("", "", nil, "", nil)
        return bare
    }

    package var event: CrisisEvent { .mentionRecorded(self) }
}

/// Its source no longer shows it. The record stays, and is no longer shown to those who only read.
package struct MentionDeletedAtSource: EventPayload {
    package static let kind = EventKind.mentionDeletedAtSource

    /// The event that recorded it.
    package var mention: Int64 = 0
    package var reason: String? = nil

    package init() {}

    package init(mention: Int64, reason: String? = nil) {
        self.mention = mention
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("mention", &mention)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .mentionDeletedAtSource(self) }
}
