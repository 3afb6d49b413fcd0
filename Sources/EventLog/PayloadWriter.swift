/// Builds a payload. `reset` keeps the memory, so that one writer serves many events.
package struct PayloadWriter: ~Copyable {
    private var integers: [Int64] = []
    private var textEnds: [UInt32] = []
    private var texts: [UInt8] = []

    package init() {}

    package mutating func reset() {
        integers.removeAll(keepingCapacity: true)
        textEnds.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
    }

    /// Nil reads back as absent. `Int64.min` is how absence is written and must not be given.
    package mutating func integer(_ value: Int64?) {
        precondition(value != RecordLayout.noInteger, "Int64.min stands for an absent integer")
        integers.append(value ?? RecordLayout.noInteger)
    }

    /// Nil reads back as absent, an empty text as empty.
    package mutating func text(_ value: String?) {
        guard var value else { return absent() }
        value.withUTF8 { texts.append(contentsOf: $0) }
        endText()
    }

    /// Any bytes; they are numbered among the texts.
    package mutating func bytes(_ value: [UInt8]?) {
        guard let value else { return absent() }
        texts.append(contentsOf: value)
        endText()
    }

    var byteCount: Int {
        RecordLayout.payloadHeaderBytes + 8 * integers.count + 4 * textEnds.count + texts.count
    }

    /// Whether the counts fit their fields; whether the bytes fit a record is the batch's question.
    var fits: Bool {
        integers.count <= Int(UInt16.max) && textEnds.count <= Int(UInt16.max)
            && texts.count <= RecordLayout.recordBytesMax
    }

    func write(to bytes: UnsafeMutableRawBufferPointer) {
        var offset = 0
        bytes.storeBytes(of: UInt16(integers.count).littleEndian, toByteOffset: 0, as: UInt16.self)
        bytes.storeBytes(of: UInt16(textEnds.count).littleEndian, toByteOffset: 2, as: UInt16.self)
        offset += RecordLayout.payloadHeaderBytes
        for integer in integers {
            bytes.storeBytes(of: integer.littleEndian, toByteOffset: offset, as: Int64.self)
            offset += 8
        }
        for end in textEnds {
            bytes.storeBytes(of: end.littleEndian, toByteOffset: offset, as: UInt32.self)
            offset += 4
        }
        UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: texts)
    }

    private mutating func absent() {
        textEnds.append(UInt32(truncatingIfNeeded: texts.count) | RecordLayout.absentText)
    }

    private mutating func endText() {
        textEnds.append(UInt32(truncatingIfNeeded: texts.count))
    }
}
