/// Base64 of RFC 4648, the standard alphabet. Decoding is strict: no white space, no stray bits.
package enum Base64 {
    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let pad = UInt8(ascii: "=")

    package static func encode(_ bytes: [UInt8], padded: Bool = true) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let given = min(3, bytes.count - index)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < given ? UInt32(bytes[index + offset]) : 0)
            }
            for digit in 0...given { text.append(alphabet[Int(group >> (18 - 6 * UInt32(digit)) & 63)]) }
            if padded { for _ in given..<3 { text.append(pad) } }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil when the text is not exactly what `encode` would give for some bytes.
    package static func decode(_ text: String, padded: Bool = true) -> [UInt8]? {
        var digits = Array(text.utf8)
        if padded {
            guard digits.count % 4 == 0 else { return nil }
            var pads = 0
            while pads < 2, digits.last == pad {
                digits.removeLast()
                pads += 1
            }
            guard (digits.count + pads) % 4 == 0 else { return nil }
        }
        guard digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var held: UInt32 = 0
        var heldBits: UInt32 = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            held = (held << 6 | value) & 0xFFFF
            heldBits += 6
            if heldBits >= 8 {
                heldBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> heldBits))
            }
        }
        return held & (1 << heldBits - 1) == 0 ? bytes : nil
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
