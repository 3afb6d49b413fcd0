/// 128 bits of an HMAC: tells whether two things are the same to whoever holds the key, and nothing to anybody else.
package struct KeyedHash: Hashable, Sendable, CustomStringConvertible {
    package var high: UInt64
    package var low: UInt64

    package static let zero = KeyedHash(high: 0, low: 0)

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 hexadecimal digits.
    package init?(hexadecimal text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16), !text.contains("+")
        else { return nil }
        self.init(high: high, low: low)
    }

    package var description: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }

    /// Its bits are even already.
    package func hash(into hasher: inout Hasher) { hasher.combine(low) }
}
