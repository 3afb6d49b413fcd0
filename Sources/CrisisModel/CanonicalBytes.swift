/// Writes fields as bytes that depend on nothing but their values: what a state hash is taken over.
package struct CanonicalBytes: FieldCoder {
    package typealias Failure = Never

    /// Without the contents of packed tables.
    package private(set) var bytes: [UInt8] = []
    /// Those contents, and before which byte each belongs.
    package private(set) var segments: [(offset: Int, segment: PackedSegment)] = []

    /// Everything in one.
    package var flat: [UInt8] {
        var flat: [UInt8] = []
        flat.reserveCapacity(bytes.count + segments.reduce(0) { $0 + $1.segment.bytes.count })
        var written = 0
        for (offset, segment) in segments {
            flat += bytes[written..<offset]
            flat += segment.bytes
            written = offset
        }
        return flat + bytes[written...]
    }

    package init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    package mutating func integer(_ name: String, _ value: inout Int64) throws(Never) { append(value) }

    package mutating func integer(_ name: String, _ value: inout Int64?) throws(Never) {
        bytes.append(value == nil ? 0 : 1)
        append(value ?? 0)
    }

    package mutating func flag(_ name: String, _ value: inout Bool) throws(Never) {
        bytes.append(value ? 1 : 0)
    }

    package mutating func text(_ name: String, _ value: inout String) throws(Never) { append(value) }

    package mutating func text(_ name: String, _ value: inout String?) throws(Never) {
        bytes.append(value == nil ? 0 : 1)
        append(value ?? "")
    }

    package mutating func texts(_ name: String, _ value: inout [String]) throws(Never) {
        append(Int64(value.count))
        for text in value { append(text) }
    }

    package mutating func integers(_ name: String, _ value: inout [Int64]) throws(Never) {
        append(Int64(value.count))
        for integer in value { append(integer) }
    }

    package mutating func time(_ name: String, _ value: inout EventTime) throws(Never) {
        append(value.microsecondsSinceEpoch)
    }

    package mutating func time(_ name: String, _ value: inout EventTime?) throws(Never) {
        bytes.append(value == nil ? 0 : 1)
        append(value?.microsecondsSinceEpoch ?? 0)
    }

    package mutating func digest(_ name: String, _ value: inout Digest) throws(Never) {
        for word in [value.words.0, value.words.1, value.words.2, value.words.3] {
            append(Int64(bitPattern: word.byteSwapped))
        }
    }

    package mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Never) {
        append(Int64(bitPattern: value.high))
        append(Int64(bitPattern: value.low))
    }

    package mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) {
        append(Int64(value.count))
        bytes.append(contentsOf: value)
    }

    package mutating func personal(_ name: String, _ value: inout String) throws(Never) {}
    package mutating func personal(_ name: String, _ value: inout String?) throws(Never) {}

    /// A wrong word cannot stand in memory: every value here came out of a closed set.
    package func invalid(_ name: String, _ reason: String) -> Never {
        preconditionFailure("\(name): \(reason)")
    }

    package mutating func append(_ value: Int64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func append(_ text: String) {
        append(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }
}

extension CanonicalBytes: StateCoder {
    package mutating func presence(_ name: String, _ isPresent: inout Bool) {
        bytes.append(isPresent ? 1 : 0)
    }

    /// The keys are sorted once and no value is moved.
    package mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value]
    ) {
        append(Int64(values.count))
        for index in Key.ordered(values) {
            var key = values.keys[index]
            key.visit(key: &self)
            var copy = values.values[index]
            copy.visit(&self)
        }
    }

    package mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value], packed: inout PackedTable<Key, Value>
    ) {
        keyed(name, &values)
        append(Int64(packed.count))
        let segments = packed.segments
        append(Int64(segments.count))
        for segment in segments {
            append(Int64(segment.bytes.count))
            self.segments.append((bytes.count, segment))
        }
    }
}
