/// Where the parts of a record lie. `docs/log-format.md` says what they mean.
@usableFromInline
package enum RecordLayout {
    /// The largest record, with envelope.
    package static let recordBytesMax = 1 << 20

    @usableFromInline static let kind = 0
    @usableFromInline static let schemaVersion = 2
    @usableFromInline static let realm = 4
    @usableFromInline static let at = 8
    @usableFromInline static let occurredAt = 16
    @usableFromInline static let causation = 24
    @usableFromInline static let correlation = 32
    @usableFromInline static let actorUid = 40
    @usableFromInline static let actorLoginUid = 44
    @usableFromInline static let flags = 48
    @usableFromInline static let actorKind = 50
    @usableFromInline static let actorNameCount = 51
    @usableFromInline static let headerBytes = 52

    /// Of the payload: two counts.
    @usableFromInline static let payloadHeaderBytes = 4
    /// "No uid", as Linux itself writes it.
    @usableFromInline static let noUid = UInt32.max
    /// "No time", "no integer".
    @usableFromInline static let noInteger = Int64.min
    /// Set in a text's end offset when the text is absent rather than empty.
    @usableFromInline static let absentText: UInt32 = 1 << 31
}

/// Why bytes are not a record.
package enum RecordFault: String, Error, Hashable, Sendable, CaseIterable {
    case tooShort = "too-short"
    case tooLong = "too-long"
    case actorNameBeyondEnd = "actor-name-beyond-end"
    case actorNameNotUTF8 = "actor-name-not-utf8"
    case payloadBeyondEnd = "payload-beyond-end"
    case textsOutOfOrder = "texts-out-of-order"
    case textsBeyondEnd = "texts-beyond-end"
}
