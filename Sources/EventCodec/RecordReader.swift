import CrisisModel
import EventLog

/// Payload to fields. A field that an older writer did not know keeps its neutral value.
struct RecordReader: FieldCoder {
    typealias Failure = EventCodecError

    private let integers: [Int64?]
    private let texts: [[UInt8]?]
    private var nextInteger = 0
    private var nextText: Int

    init(_ payload: borrowing PayloadView, firstText: Int) {
        var integers: [Int64?] = []
        for index in 0..<payload.integerCount { integers.append(payload.integer(index)) }
        var texts: [[UInt8]?] = []
        for index in 0..<payload.textCount { texts.append(payload.bytes(index)) }
        self.integers = integers
        self.texts = texts
        nextText = firstText
    }

    private mutating func takeInteger() -> Int64? {
        defer { nextInteger += 1 }
        return nextInteger < integers.count ? integers[nextInteger] : nil
    }

    private mutating func takeBytes() -> [UInt8]? {
        defer { nextText += 1 }
        return nextText < texts.count ? texts[nextText] : nil
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
        guard let digest = Digest(bytes: bytes) else {
            throw invalid(name, "a digest has 32 bytes, not \(bytes.count)")
        }
        value = digest
    }

    mutating func texts(_ name: String, _ value: inout [String]) throws(EventCodecError) {
        guard let bytes = takeBytes() else { return }
        value = []
        var position = 0
        while position < bytes.count {
            guard position + 4 <= bytes.count else { throw invalid(name, "a list is cut off") }
            var length = 0
            for index in 0..<4 { length |= Int(bytes[position + index]) << (8 * index) }
            position += 4
            guard position + length <= bytes.count else { throw invalid(name, "a list is cut off") }
            value.append(String(decoding: bytes[position..<(position + length)], as: UTF8.self))
            position += length
        }
    }

    mutating func integers(_ name: String, _ value: inout [Int64]) throws(EventCodecError) {
        guard let bytes = takeBytes() else { return }
        guard bytes.count % 8 == 0 else { throw invalid(name, "a list of integers is cut off") }
        value = stride(from: 0, to: bytes.count, by: 8).map { start in
            var word: UInt64 = 0
            for index in 0..<8 { word |= UInt64(bytes[start + index]) << UInt64(8 * index) }
            return Int64(bitPattern: word)
        }
    }

    func invalid(_ name: String, _ reason: String) -> EventCodecError {
        EventCodecError(.badField, field: name, reason)
    }
}
