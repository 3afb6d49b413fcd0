import CrisisModel
import EventLog

/// Payload to fields. A field that an older writer did not know keeps its neutral value.
struct RecordReader: FieldCoder {
    typealias Failure = EventCodecError

    /// Into the record, which outlives the reader: `decode` makes it and lets go of it.
    private let payload: PayloadBytes
    private let withSealed: Bool
    private var nextInteger = 0
    private var nextText: Int

    init(_ payload: borrowing PayloadView, firstText: Int, withSealed: Bool) {
        self.payload = payload.unsafeBytes
        self.withSealed = withSealed
        nextText = firstText
    }

    private mutating func takeInteger() -> Int64? {
        defer { nextInteger += 1 }
        return payload.integer(nextInteger)
    }

    private mutating func takeBytes() -> UnsafeRawBufferPointer? {
        defer { nextText += 1 }
        return payload.text(nextText)
    }

    mutating func integer(_ name: String, _ value: inout Int64) throws(EventCodecError) {
        value = takeInteger() ?? value
    }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(EventCodecError) {
        value = takeInteger()
    }
    mutating func flag(_ name: String, _ value: inout Bool) throws(EventCodecError) {
        value = takeInteger().map { $0 != 0 } ?? value
    }
    mutating func text(_ name: String, _ value: inout String) throws(EventCodecError) {
        value = takeBytes().map { String(decoding: $0, as: UTF8.self) } ?? value
    }
    mutating func text(_ name: String, _ value: inout String?) throws(EventCodecError) {
        value = takeBytes().map { String(decoding: $0, as: UTF8.self) }
    }
    mutating func time(_ name: String, _ value: inout EventTime) throws(EventCodecError) {
        value = takeInteger().map { EventTime(microsecondsSinceEpoch: $0) } ?? value
    }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(EventCodecError) {
        value = takeInteger().map { EventTime(microsecondsSinceEpoch: $0) }
    }

    mutating func digest(_ name: String, _ value: inout Digest) throws(EventCodecError) {
        guard let bytes = takeBytes() else { return }
        guard bytes.count == 32 else { throw invalid(name, "a digest has 32 bytes, not \(bytes.count)") }
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        value = Digest(words: (word(0), word(1), word(2), word(3)))
    }

    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(EventCodecError) {
        guard let high = takeInteger(), let low = takeInteger() else { return }
        value = KeyedHash(high: UInt64(bitPattern: high), low: UInt64(bitPattern: low))
    }

    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(EventCodecError) {
        guard let bytes = takeBytes(), withSealed else { return }
        value = [UInt8](bytes)
    }

    mutating func personal(_ name: String, _ value: inout String) throws(EventCodecError) {}
    mutating func personal(_ name: String, _ value: inout String?) throws(EventCodecError) {}

    mutating func texts(_ name: String, _ value: inout [String]) throws(EventCodecError) {
        guard let bytes = takeBytes() else { return }
        value = []
        var position = 0
        while position < bytes.count {
            guard position + 4 <= bytes.count else { throw invalid(name, "a list is cut off") }
            let length = Int(
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
            position += 4
            guard position + length <= bytes.count else { throw invalid(name, "a list is cut off") }
            let text = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + length)])
            value.append(String(decoding: text, as: UTF8.self))
            position += length
        }
    }

    mutating func integers(_ name: String, _ value: inout [Int64]) throws(EventCodecError) {
        guard let bytes = takeBytes() else { return }
        guard bytes.count % 8 == 0 else { throw invalid(name, "a list of integers is cut off") }
        value = (0..<bytes.count / 8).map { index in
            Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
        }
    }

    func invalid(_ name: String, _ reason: String) -> EventCodecError {
        EventCodecError(.badField, field: name, reason)
    }
}
