/// Why canonical bytes could not be read.
package struct SnapshotReaderError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case cutOff = "cut-off"
        case malformed
        /// More bytes than the state has fields.
        case trailing
    }

    package let code: Code
    package let field: String
    package let offset: Int
    package let reason: String

    package var description: String { "byte \(offset), \(field): \(reason)" }
}

/// Reads what `CanonicalBytes` wrote. There is one way to write a value, and every other one is refused, so that what
/// was read gives the same bytes again. It believes no length: nothing is reserved that the bytes cannot fill.
package struct SnapshotReader: StateCoder {
    package typealias Failure = SnapshotReaderError

    package static var restores: Bool { true }

    private let bytes: [UInt8]
    private var offset = 0
    /// The contents of packed tables, where they do not lie between the other bytes.
    private var segments: ArraySlice<PackedSegment>?

    /// Segments that are given apart stand nowhere in the bytes; without them they stand where they belong.
    package init(_ bytes: [UInt8], segments: [PackedSegment]? = nil) {
        self.bytes = bytes
        self.segments = segments.map { $0[...] }
    }

    package var remaining: Int { bytes.count - offset }

    package func finish() throws(Failure) {
        guard remaining == 0 else {
            throw Failure(
                code: .trailing, field: "end", offset: offset, reason: "\(remaining) bytes too many")
        }
        guard segments?.isEmpty ?? true else {
            throw Failure(code: .trailing, field: "end", offset: offset, reason: "segments too many")
        }
    }

    private mutating func take(_ name: String, _ count: Int) throws(Failure) -> Range<Int> {
        guard count <= remaining else {
            throw Failure(code: .cutOff, field: name, offset: offset, reason: "the bytes end here")
        }
        defer { offset += count }
        return offset..<(offset + count)
    }

    private mutating func takeInteger(_ name: String) throws(Failure) -> Int64 {
        let range = try take(name, 8)
        return bytes.withUnsafeBytes {
            Int64(littleEndian: $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Int64.self))
        }
    }

    private mutating func takeFlag(_ name: String) throws(Failure) -> Bool {
        switch bytes[try take(name, 1).lowerBound] {
        case 0: return false
        case 1: return true
        default: throw invalid(name, "neither 0 nor 1")
        }
    }

    private mutating func takeText(_ name: String) throws(Failure) -> String {
        let length = try takeCount(name, bytesEach: 1)
        let range = try take(name, length)
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw invalid(name, "not UTF-8")
        }
        return text
    }

    /// A number of things of which each takes at least so many bytes.
    private mutating func takeCount(_ name: String, bytesEach: Int) throws(Failure) -> Int {
        let count = try takeInteger(name)
        guard count >= 0 else { throw invalid(name, "a negative number of things") }
        guard count <= Int64(remaining / bytesEach) else {
            throw Failure(code: .cutOff, field: name, offset: offset, reason: "\(count) do not follow")
        }
        return Int(count)
    }

    package mutating func integer(_ name: String, _ value: inout Int64) throws(Failure) {
        value = try takeInteger(name)
    }

    package mutating func integer(_ name: String, _ value: inout Int64?) throws(Failure) {
        let isPresent = try takeFlag(name)
        let integer = try takeInteger(name)
        guard isPresent || integer == 0 else { throw invalid(name, "absent and yet there") }
        value = isPresent ? integer : nil
    }

    package mutating func flag(_ name: String, _ value: inout Bool) throws(Failure) {
        value = try takeFlag(name)
    }

    package mutating func text(_ name: String, _ value: inout String) throws(Failure) {
        value = try takeText(name)
    }

    package mutating func text(_ name: String, _ value: inout String?) throws(Failure) {
        let isPresent = try takeFlag(name)
        let text = try takeText(name)
        guard isPresent || text.isEmpty else { throw invalid(name, "absent and yet there") }
        value = isPresent ? text : nil
    }

    package mutating func texts(_ name: String, _ value: inout [String]) throws(Failure) {
        let count = try takeCount(name, bytesEach: 8)
        value = []
        value.reserveCapacity(count)
        for _ in 0..<count { value.append(try takeText(name)) }
    }

    package mutating func integers(_ name: String, _ value: inout [Int64]) throws(Failure) {
        let count = try takeCount(name, bytesEach: 8)
        value = []
        value.reserveCapacity(count)
        for _ in 0..<count { value.append(try takeInteger(name)) }
    }

    package mutating func time(_ name: String, _ value: inout EventTime) throws(Failure) {
        value = EventTime(microsecondsSinceEpoch: try takeInteger(name))
    }

    package mutating func time(_ name: String, _ value: inout EventTime?) throws(Failure) {
        var microseconds: Int64?
        try integer(name, &microseconds)
        value = microseconds.map { EventTime(microsecondsSinceEpoch: $0) }
    }

    package mutating func digest(_ name: String, _ value: inout Digest) throws(Failure) {
        func word() throws(Failure) -> UInt64 { UInt64(bitPattern: try takeInteger(name)).byteSwapped }
        value = Digest(words: (try word(), try word(), try word(), try word()))
    }

    package mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Failure) {
        let high = UInt64(bitPattern: try takeInteger(name))
        value = KeyedHash(high: high, low: UInt64(bitPattern: try takeInteger(name)))
    }

    package mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Failure) {
        let count = try takeCount(name, bytesEach: 1)
        value = Array(bytes[try take(name, count)])
    }

    package mutating func personal(_ name: String, _ value: inout String) throws(Failure) {}
    package mutating func personal(_ name: String, _ value: inout String?) throws(Failure) {}

    package mutating func presence(_ name: String, _ isPresent: inout Bool) throws(Failure) {
        isPresent = try takeFlag(name)
    }

    package mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value]
    ) throws(Failure) {
        let count = try takeCount(name, bytesEach: 8)
        values = [:]
        // A value takes many times more room in memory than the eight bytes that it takes at least.
        values.reserveCapacity(min(count, remaining / 64))
        var last: Key?
        for _ in 0..<count {
            var key = Key.blank
            try key.visit(key: &self)
            if let last, last >= key { throw invalid(name, "keys are not in order") }
            var value = Value.blank
            try value.visit(&self)
            values[key] = value
            last = key
        }
    }

    package mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value], packed: inout PackedTable<Key, Value>
    ) throws(Failure) {
        try keyed(name, &values)
        packed = try takePacked(name)
        for key in values.keys where packed.contains(key) {
            throw invalid(name, "\(key) stands in both parts")
        }
    }

    /// How many entries of a collection follow, for a type that reads its own.
    package mutating func takeCollection(_ name: String) throws(Failure) -> Int {
        try takeCount(name, bytesEach: 8)
    }

    package mutating func takePacked<Key: StateKey, Value: StateFields>(
        _ name: String
    ) throws(Failure) -> PackedTable<Key, Value> {
        let count = try takeCountOfPacked(name)
        var found: [PackedSegment] = []
        for _ in 0..<(try takeCount(name, bytesEach: 8)) { found.append(try takeSegment(name)) }
        guard let table = PackedTable<Key, Value>(segments: found, count: count) else {
            throw invalid(name, "the packed part is not made of \(count) entries")
        }
        return table
    }

    /// They may lie elsewhere, so these bytes say nothing about how many there can be.
    private mutating func takeCountOfPacked(_ name: String) throws(Failure) -> Int {
        let count = try takeInteger(name)
        guard count >= 0 else { throw invalid(name, "a negative number of things") }
        return Int(count)
    }

    private mutating func takeSegment(_ name: String) throws(Failure) -> PackedSegment {
        guard segments != nil else {
            return PackedSegment(Array(bytes[try take(name, try takeCount(name, bytesEach: 1))]))
        }
        let length = try takeInteger(name)
        guard let next = segments?.popFirst(), next.bytes.count == length else {
            throw invalid(name, "another segment than the one that is here")
        }
        return next
    }

    package func invalid(_ name: String, _ reason: String) -> Failure {
        Failure(code: .malformed, field: name, offset: offset, reason: reason)
    }
}
