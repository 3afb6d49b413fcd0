/// Values that change no more, kept as their canonical bytes in the order in which they came.
///
/// A state holds far more posts that are over than posts that are open. Packed, they cost a start no decoding, a copy
/// of the state no copying, and a state hash no walking: only the segment at the end still grows. A value is decoded
/// when somebody asks for it.
package struct PackedTable<Key: StateKey, Value: StateFields>: Sendable {
    /// A segment is closed when it has at least so many bytes. It enters the state hash: another size is another
    /// revision of the state.
    package static var segmentBytes: Int { 65_536 }
    /// In front of each entry: its length without these eight bytes, and the length of its key.
    private static var entryHeaderBytes: Int { 8 }

    private var closed: [PackedSegment] = []
    private var tail: [UInt8] = []
    package private(set) var count = 0
    private var places = PlaceTable()

    package init() {}

    package var isEmpty: Bool { count == 0 }

    package func contains(_ key: Key) -> Bool { place(of: Self.bytes(of: key)) != nil }

    package subscript(key: Key) -> Value? {
        guard let place = place(of: Self.bytes(of: key)) else { return nil }
        return value(at: place)
    }

    /// A key that is there already keeps its value.
    package mutating func append(_ key: Key, _ value: Value) {
        let keyBytes = Self.bytes(of: key)
        guard place(of: keyBytes) == nil else { return }
        var writer = CanonicalBytes(reserving: 512)
        var copy = value
        copy.visit(&writer)
        let place = PlaceTable.Place(segment: closed.count, offset: tail.count)
        Self.append(UInt32(keyBytes.count + writer.bytes.count), to: &tail)
        Self.append(UInt32(keyBytes.count), to: &tail)
        tail += keyBytes
        tail += writer.bytes
        count += 1
        places.insert(place, hash: PlaceTable.KeyHash(keyBytes[...]))
        guard tail.count >= Self.segmentBytes else { return }
        closed.append(PackedSegment(tail))
        tail = []
        tail.reserveCapacity(Self.segmentBytes + Self.segmentBytes / 16)
    }

    package func forEach(_ body: (Key, Value) -> Void) {
        for segment in 0...closed.count { forEach(inSegment: segment, body) }
    }

    /// Those that came last, to the beginning of the segment in which the count is reached.
    package func forEachNewest(_ wanted: Int, _ body: (Key, Value) -> Void) {
        var seen = 0
        var segment = closed.count
        while segment >= 0, seen < wanted {
            forEach(inSegment: segment) { key, value in
                body(key, value)
                seen += 1
            }
            segment -= 1
        }
    }

    private func forEach(inSegment segment: Int, _ body: (Key, Value) -> Void) {
        var offset = 0
        let bytes = bytes(ofSegment: segment)
        while offset < bytes.count {
            let place = PlaceTable.Place(segment: segment, offset: offset)
            if let entry = entry(at: place) { body(entry.key, entry.value) }
            offset += Self.entryHeaderBytes + Self.length(in: bytes, at: offset)
        }
    }

    /// In the order in which they came; the last one is still growing.
    package var segments: [PackedSegment] { tail.isEmpty ? closed : closed + [PackedSegment(tail)] }

    /// Nil: these are not the segments of so many entries.
    package init?(segments: [PackedSegment], count: Int) {
        guard let last = segments.last else {
            guard count == 0 else { return nil }
            return
        }
        guard segments.dropLast().allSatisfy({ $0.bytes.count >= Self.segmentBytes }), !last.bytes.isEmpty
        else { return nil }
        closed = segments
        if last.bytes.count < Self.segmentBytes {
            closed.removeLast()
            tail = last.bytes
        }
        places.reserve(min(count, segments.reduce(0) { $0 + $1.bytes.count } / Self.entryHeaderBytes))
        for index in segments.indices {
            guard enter(segment: index) else { return nil }
        }
        guard self.count == count else { return nil }
    }

    /// The entries of one segment get their places. Nil: it is not made of whole entries, or names one twice.
    private mutating func enter(segment index: Int) -> Bool {
        let bytes = bytes(ofSegment: index)
        var offset = 0
        while offset < bytes.count {
            guard bytes.count - offset >= Self.entryHeaderBytes else { return false }
            let length = Self.length(in: bytes, at: offset)
            let keyLength = Self.length(in: bytes, at: offset + 4)
            let start = offset + Self.entryHeaderBytes
            guard keyLength <= length, length <= bytes.count - start else { return false }
            // Only the last entry of a closed segment reaches its size.
            guard offset < Self.segmentBytes else { return false }
            let key = bytes[start..<start + keyLength]
            let hash = PlaceTable.KeyHash(key)
            guard place(of: key, hash: hash) == nil else { return false }
            places.insert(PlaceTable.Place(segment: index, offset: offset), hash: hash)
            count += 1
            offset = start + length
        }
        return true
    }

    private func bytes(ofSegment index: Int) -> [UInt8] {
        index < closed.count ? closed[index].bytes : tail
    }

    private func place(of key: [UInt8]) -> PlaceTable.Place? {
        place(of: key[...], hash: PlaceTable.KeyHash(key[...]))
    }

    private func place(of key: ArraySlice<UInt8>, hash: PlaceTable.KeyHash) -> PlaceTable.Place? {
        places.first(hash) { place in
            let bytes = bytes(ofSegment: place.segment)
            let start = place.offset + Self.entryHeaderBytes
            guard Self.length(in: bytes, at: place.offset + 4) == key.count else { return false }
            return bytes[start..<start + key.count] == key
        }
    }

    private func value(at place: PlaceTable.Place) -> Value? { entry(at: place)?.value }

    /// What was written here reads again: its digest stands in the state hash.
    private func entry(at place: PlaceTable.Place) -> (key: Key, value: Value)? {
        let bytes = bytes(ofSegment: place.segment)
        let start = place.offset + Self.entryHeaderBytes
        let end = start + Self.length(in: bytes, at: place.offset)
        var reader = SnapshotReader(Array(bytes[start..<end]))
        var key = Key.blank
        var value = Value.blank
        do throws(SnapshotReaderError) {
            try key.visit(key: &reader)
            try value.visit(&reader)
            return (key, value)
        } catch {
            return nil
        }
    }

    private static func bytes(of key: Key) -> [UInt8] {
        var writer = CanonicalBytes(reserving: 48)
        var copy = key
        copy.visit(key: &writer)
        return writer.bytes
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func length(in bytes: [UInt8], at offset: Int) -> Int {
        bytes.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        }
    }
}

extension PackedTable: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.tail == right.tail && left.closed.count == right.closed.count
            && zip(left.closed, right.closed).allSatisfy { $0 === $1 || $0.bytes == $1.bytes }
    }
}
