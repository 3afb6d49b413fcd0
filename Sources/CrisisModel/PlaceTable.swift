/// Where each key of a packed table lies: open addressing over hashes of the keys' bytes. The keys themselves lie in
/// the segments, so whoever looks compares there.
struct PlaceTable: Sendable {
    struct Place: Sendable {
        var segment: Int
        /// Where its entry begins: below 65,536, since a segment is closed when it has so many bytes.
        var offset: Int
    }

    /// The lower 24 bits of a key's hash: enough for as many slots, and to pass by most other keys unseen.
    struct KeyHash: Sendable {
        fileprivate let bits: UInt64

        init(_ key: ArraySlice<UInt8>) {
            var hasher = Hasher()
            key.withUnsafeBytes { hasher.combine(bytes: $0) }
            bits = UInt64(truncatingIfNeeded: hasher.finalize()) & 0xFF_FFFF
        }
    }

    private static let free = UInt64.max
    private static let slotsMax = 1 << 24

    /// Hash (24 bits), segment (24), offset (16).
    private var slots: [UInt64] = []
    private var count = 0

    /// Room for so many.
    mutating func reserve(_ wanted: Int) {
        var size = 64
        while size * 3 < wanted * 4 + 4, size < Self.slotsMax { size *= 2 }
        guard size > slots.count else { return }
        let old = slots
        slots = [UInt64](repeating: Self.free, count: size)
        for slot in old where slot != Self.free { put(slot) }
    }

    mutating func insert(_ place: Place, hash: KeyHash) {
        count += 1
        if count * 4 > slots.count * 3 { reserve(count * 2) }
        put(hash.bits << 40 | UInt64(place.segment) << 16 | UInt64(place.offset))
    }

    private mutating func put(_ slot: UInt64) {
        var index = Int(slot >> 40) & (slots.count - 1)
        while slots[index] != Self.free { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    func first(_ hash: KeyHash, where matches: (Place) -> Bool) -> Place? {
        guard !slots.isEmpty else { return nil }
        var index = Int(hash.bits) & (slots.count - 1)
        while slots[index] != Self.free {
            if slots[index] >> 40 == hash.bits {
                let place = Place(
                    segment: Int(slots[index] >> 16 & 0xFF_FFFF), offset: Int(slots[index] & 0xFFFF))
                if matches(place) { return place }
            }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }
}
