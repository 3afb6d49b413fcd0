/// UTF-8 text in place, without heap storage, so that the stop thread can hold and compare names. What does not fit
/// is refused or cut, never stored in part by accident.
package struct BoundedText<let capacity: Int>: Hashable, Sendable {
    private var storage = InlineArray<capacity, UInt8>(repeating: 0)
    package private(set) var count = 0

    package init() {}

    /// Nil when the text is longer than the capacity.
    package init?(_ text: String) {
        guard text.utf8.count <= capacity else { return nil }
        for byte in text.utf8 { push(byte) }
    }

    /// Keeps as much as fits, cut between characters.
    package init(truncating text: String) {
        for scalar in text.unicodeScalars {
            let encoded = Unicode.UTF8.encode(scalar)
            guard let encoded, count + encoded.count <= capacity else { return }
            for byte in encoded { push(byte) }
        }
    }

    package var isEmpty: Bool { count == 0 }

    package subscript(index: Int) -> UInt8 { storage[index] }

    /// False when there is no room.
    @discardableResult
    package mutating func push(_ byte: UInt8) -> Bool {
        guard count < capacity else { return false }
        storage[count] = byte
        count += 1
        return true
    }

    /// Takes back the tail of a character that was cut by the capacity.
    package mutating func dropIncompleteCharacter() {
        var start = count
        while start > 0, storage[start - 1] & 0xC0 == 0x80 { start -= 1 }
        guard start > 0, storage[start - 1] >= 0xC0 else { return }
        let lead = storage[start - 1]
        let needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        if count - (start - 1) < needed { truncate(to: start - 1) }
    }

    private mutating func truncate(to length: Int) {
        for index in length..<count { storage[index] = 0 }
        count = length
    }

    /// Allocates; not for the stop thread.
    package var string: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count { bytes.append(storage[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left.storage[index] != right.storage[index] { return false }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        for index in 0..<count { hasher.combine(storage[index]) }
        hasher.combine(count)
    }
}

/// The name of a network, an account or a campaign.
package typealias ScopeName = BoundedText<64>
