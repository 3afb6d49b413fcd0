/// One event of the log, read in place from the mapped page or from the open batch.
///
/// The bytes are checked once, when the view is made; after that no accessor can leave them. It must never be made
/// from bytes that can change meanwhile.
@usableFromInline
package struct RecordView: ~Escapable {
    @usableFromInline package let sequence: Envelope.Sequence
    @usableFromInline package let payload: PayloadView

    @_lifetime(copy record)
    package init(validating record: RawSpan, sequence: Envelope.Sequence) throws(RecordFault) {
        let byteCount = record.byteCount
        guard byteCount >= RecordLayout.headerBytes + RecordLayout.payloadHeaderBytes else { throw .tooShort }
        guard byteCount <= RecordLayout.recordBytesMax else { throw .tooLong }
        let nameCount: UInt8 = record.load(at: RecordLayout.actorNameCount)
        let payloadStart = RecordLayout.headerBytes + Int(nameCount)
        guard payloadStart <= byteCount - RecordLayout.payloadHeaderBytes else { throw .actorNameBeyondEnd }
        let integerCount: UInt16 = record.load(at: payloadStart)
        let textCount: UInt16 = record.load(at: payloadStart + 2)
        let integersStart = payloadStart + RecordLayout.payloadHeaderBytes
        let endsStart = integersStart + 8 * Int(integerCount)
        let textsStart = endsStart + 4 * Int(textCount)
        guard textsStart <= byteCount else { throw .payloadBeyondEnd }
        var previous: UInt32 = 0
        for index in 0..<Int(textCount) {
            let stored: UInt32 = record.load(at: endsStart + 4 * index)
            let end = stored & ~RecordLayout.absentText
            guard end >= previous, stored == end || end == previous else { throw .textsOutOfOrder }
            previous = end
        }
        guard Int(previous) <= byteCount - textsStart else { throw .textsBeyondEnd }
        self.sequence = sequence
        self.payload = PayloadView(
            record: record, integersStart: integersStart, integerCount: Int(integerCount),
            textCount: Int(textCount)
        )
    }

    @inlinable package var kind: UInt16 { payload.record.load(at: RecordLayout.kind) }
    @inlinable package var schemaVersion: UInt16 { payload.record.load(at: RecordLayout.schemaVersion) }
    @inlinable package var realm: UInt32 { payload.record.load(at: RecordLayout.realm) }
    @inlinable package var at: Int64 { payload.record.load(at: RecordLayout.at) }
    @inlinable package var flags: Envelope.Flags {
        Envelope.Flags(rawValue: payload.record.load(at: RecordLayout.flags))
    }
    @inlinable package var occurredAt: Int64? {
        let value: Int64 = payload.record.load(at: RecordLayout.occurredAt)
        return value == RecordLayout.noInteger ? nil : value
    }

    @inlinable package var causation: Envelope.Sequence? { reference(at: RecordLayout.causation) }
    @inlinable package var correlation: Envelope.Sequence? { reference(at: RecordLayout.correlation) }

    @inlinable package var actorKind: UInt8 { payload.record.load(at: RecordLayout.actorKind) }
    @inlinable package var actorUid: UInt32? { uid(at: RecordLayout.actorUid) }
    @inlinable package var actorLoginUid: UInt32? { uid(at: RecordLayout.actorLoginUid) }
    package var actorName: String {
        payload.record.extracting(nameRange).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    @inlinable
    package func withActorName<Result>(_ body: (RawSpan) -> Result) -> Result {
        body(payload.record.extracting(nameRange))
    }

    /// A copy; it allocates the name.
    package var envelope: Envelope {
        Envelope(
            kind: kind, schemaVersion: schemaVersion, realm: realm, at: at, occurredAt: occurredAt,
            flags: flags,
            actor: .init(kind: actorKind, uid: actorUid, loginUid: actorLoginUid, name: actorName),
            causation: causation, correlation: correlation)
    }

    @inlinable
    package func integer(_ index: Int) -> Int64? { payload.integer(index) }

    package func text(_ index: Int) -> String? { payload.text(index) }

    @inlinable
    package func withText<Result>(_ index: Int, _ body: (UTF8Span?) -> Result) -> Result {
        payload.withText(index, body)
    }

    @inlinable package var byteCount: Int { payload.record.byteCount }

    @inlinable
    package func withRecordBytes<Result>(_ body: (RawSpan) -> Result) -> Result { body(payload.record) }

    /// Whether the name is UTF-8, which every writer of ours guarantees; readers repair it, `verify` reports it.
    package var actorNameIsUTF8: Bool {
        payload.record.extracting(nameRange).withUnsafeBytes { bytes in
            (try? UTF8Span(validating: Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self))))
                != nil
        }
    }

    @inlinable var nameRange: Range<Int> {
        let count: UInt8 = payload.record.load(at: RecordLayout.actorNameCount)
        return RecordLayout.headerBytes..<RecordLayout.headerBytes + Int(count)
    }

    @inlinable
    func reference(at offset: Int) -> Envelope.Sequence? {
        let value: UInt64 = payload.record.load(at: offset)
        return value == 0 ? nil : Envelope.Sequence(rawValue: value)
    }

    @inlinable
    func uid(at offset: Int) -> UInt32? {
        let value: UInt32 = payload.record.load(at: offset)
        return value == RecordLayout.noUid ? nil : value
    }
}
