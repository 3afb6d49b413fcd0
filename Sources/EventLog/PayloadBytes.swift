/// A payload for a reader that cannot be bound to the record's lifetime: it must not outlive the `PayloadView` that it
/// was taken from. The offsets were checked when the record's view was made.
package struct PayloadBytes {
    private let record: UnsafeRawBufferPointer
    private let integersStart: Int
    private let integerCount: Int
    private let textCount: Int

    fileprivate init(
        record: UnsafeRawBufferPointer, integersStart: Int, integerCount: Int, textCount: Int
    ) {
        self.record = record
        self.integersStart = integersStart
        self.integerCount = integerCount
        self.textCount = textCount
    }

    /// Nil when absent or beyond the last.
    package func integer(_ index: Int) -> Int64? {
        guard index < integerCount else { return nil }
        let value = Int64(littleEndian: load(integersStart + 8 * index))
        return value == RecordLayout.noInteger ? nil : value
    }

    /// Nil when absent or beyond the last.
    package func text(_ index: Int) -> UnsafeRawBufferPointer? {
        guard index < textCount else { return nil }
        let endsStart = integersStart + 8 * integerCount
        let textsStart = endsStart + 4 * textCount
        let end = UInt32(littleEndian: load(endsStart + 4 * index))
        guard end & RecordLayout.absentText == 0 else { return nil }
        let start = index == 0 ? 0 : UInt32(littleEndian: load(endsStart + 4 * (index - 1)))
        return UnsafeRawBufferPointer(
            rebasing: record[textsStart + Int(start & ~RecordLayout.absentText)..<textsStart + Int(end)])
    }

    private func load<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Value {
        record.loadUnaligned(fromByteOffset: offset, as: Value.self)
    }
}

extension PayloadView {
    package var unsafeBytes: PayloadBytes {
        record.withUnsafeBytes {
            PayloadBytes(
                record: $0, integersStart: integersStart, integerCount: integerCount, textCount: textCount)
        }
    }
}
