/// The payload of a record, read in place: two lists, integers and texts, each numbered from 0.
///
/// Made only by `RecordView`, which has checked every offset. What a newer writer appended is ignored, what an older
/// one did not write is absent.
@usableFromInline
package struct PayloadView: ~Escapable {
    /// The whole record, so that an offset is added once.
    @usableFromInline let record: RawSpan
    @usableFromInline let integersStart: Int
    @usableFromInline package let integerCount: Int
    @usableFromInline package let textCount: Int

    @_lifetime(copy record)
    init(record: RawSpan, integersStart: Int, integerCount: Int, textCount: Int) {
        self.record = record
        self.integersStart = integersStart
        self.integerCount = integerCount
        self.textCount = textCount
    }

    /// Nil when absent or beyond the last.
    @inlinable
    package func integer(_ index: Int) -> Int64? {
        guard index >= 0, index < integerCount else { return nil }
        let value = record.load(at: integersStart + 8 * index) as Int64
        return value == RecordLayout.noInteger ? nil : value
    }

    /// Nil when absent or beyond the last; ill-formed UTF-8 is repaired.
    package func text(_ index: Int) -> String? {
        guard let range = textRange(index) else { return nil }
        return record.extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Nil when absent or beyond the last.
    package func bytes(_ index: Int) -> [UInt8]? {
        guard let range = textRange(index) else { return nil }
        return record.extracting(range).withUnsafeBytes { [UInt8]($0) }
    }

    /// Gives nil when absent, beyond the last, or not UTF-8.
    @inlinable
    package func withText<Result>(_ index: Int, _ body: (UTF8Span?) -> Result) -> Result {
        guard let range = textRange(index) else { return body(nil) }
        return record.extracting(range).withUnsafeBytes { bytes in
            body(try? UTF8Span(validating: Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self))))
        }
    }

    /// Gives nil when absent or beyond the last.
    @inlinable
    package func withBytes<Result>(_ index: Int, _ body: (RawSpan?) -> Result) -> Result {
        guard let range = textRange(index) else { return body(nil) }
        return body(record.extracting(range))
    }

    @inlinable
    func textRange(_ index: Int) -> Range<Int>? {
        guard index >= 0, index < textCount else { return nil }
        let endsStart = integersStart + 8 * integerCount
        let textsStart = endsStart + 4 * textCount
        let end: UInt32 = record.load(at: endsStart + 4 * index)
        guard end & RecordLayout.absentText == 0 else { return nil }
        let start: UInt32 = index == 0 ? 0 : record.load(at: endsStart + 4 * (index - 1))
        return textsStart + Int(start & ~RecordLayout.absentText)..<textsStart + Int(end)
    }
}

extension RawSpan {
    /// Loads a little-endian number from anywhere; beyond the end it traps, so the offset must have been checked.
    @inlinable
    func load<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        Value(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
