/// A stop's identity: 128 random bits, the same in latch and log. The number that people use is its epoch.
package struct StopID: Hashable, Sendable {
    package static let hexCount = 32

    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package static func random() -> StopID {
        var generator = SystemRandomNumberGenerator()
        return StopID(high: generator.next(), low: generator.next())
    }

    package init?(hex: String) {
        guard hex.utf8.count == Self.hexCount else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in hex.utf8 {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            default: return nil
            }
            high = high << 4 | low >> 60
            low = low << 4 | digit
        }
        self.init(high: high, low: low)
    }

    /// The n-th of 32 hexadecimal digits.
    package func hexDigit(_ index: Int) -> UInt8 {
        let word = index < 16 ? high : low
        let digit = UInt8(truncatingIfNeeded: word >> UInt64((15 - index % 16) * 4)) & 0xF
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    /// Allocates; not for the stop thread.
    package var hex: String {
        String(decoding: (0..<Self.hexCount).map { hexDigit($0) }, as: UTF8.self)
    }
}
