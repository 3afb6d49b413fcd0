/// First pass: any bytes in, well-formed UTF-8 without control characters out. Entities and JSON escapes that a
/// feed left in the text are decoded, typographic marks become plain ones, and whatever is no UTF-8 becomes a space.
/// The result is never longer than the text, and zero bytes follow it, so the second pass may look ahead freely.
struct TextCleaner {
    /// Zero bytes behind the result.
    static let lookahead = 16

    private let input: UnsafePointer<UInt8>
    private let count: Int
    private let output: UnsafeMutablePointer<UInt8>
    private var read = 0
    private var written = 0

    /// `output` has room for `count + lookahead` bytes. Returns the result's length.
    static func clean(
        _ input: UnsafePointer<UInt8>, count: Int, into output: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var cleaner = TextCleaner(input: input, count: count, output: output)
        cleaner.run()
        (output + cleaner.written).update(repeating: 0, count: lookahead)
        return cleaner.written
    }

    private init(input: UnsafePointer<UInt8>, count: Int, output: UnsafeMutablePointer<UInt8>) {
        self.input = input
        self.count = count
        self.output = output
    }

    private mutating func run() {
        while read < count {
            // Nearly all bytes are plain: they are copied in a loop of their own.
            while read < count, isPlain(input[read]) {
                output[written] = input[read]
                written &+= 1
                read &+= 1
            }
            guard read < count else { return }
            let byte = input[read]
            if byte >= 0x80 {
                emit(decodeScalar())
            } else if byte == Ascii.ampersand {
                decodeEntity()
            } else if byte == Ascii.backslash {
                decodeEscape()
            } else {
                put(Ascii.space)
                read += 1
            }
        }
    }

    @inline(__always) private func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x5F && byte != Ascii.ampersand && byte != Ascii.backslash
    }

    @inline(__always) private mutating func put(_ byte: UInt8) {
        output[written] = byte
        written += 1
    }

    @inline(__always) private func peek(_ index: Int) -> UInt8 {
        index < count ? input[index] : 0
    }

    /// The scalar at the reading position; a space for each byte that begins none.
    private mutating func decodeScalar() -> UInt32 {
        let lead = input[read]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard lead >= 0xC2, lead <= 0xF4, read + length <= count else {
            read += 1
            return UInt32(Ascii.space)
        }
        var scalar = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let next = input[read + offset]
            guard next & 0xC0 == 0x80 else {
                read += 1
                return UInt32(Ascii.space)
            }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        let overlong = length == 3 && scalar < 0x800 || length == 4 && scalar < 0x10000
        guard !overlong, scalar & 0xFFFF_F800 != 0xD800, scalar <= 0x10FFFF else {
            read += 1
            return UInt32(Ascii.space)
        }
        read += length
        return scalar
    }

    /// Writes a scalar, in at most as many bytes as its shortest spelling in the text had.
    private mutating func emit(_ scalar: UInt32) {
        switch scalar {
        case 0..<0x20, 0x7F...0xA0, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x3000:
            put(Ascii.space)
        case 0x20..<0x7F:
            put(UInt8(truncatingIfNeeded: scalar))
        case 0xAD, 0x200C...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF,
            0x1F3FB...0x1F3FF:
            // Joiners, direction marks, variation selectors and skin tones carry no tone.
            break
        case 0xB4, 0x2018, 0x2019, 0x201B, 0x2032:
            put(Ascii.apostrophe)
        case 0x201C, 0x201D, 0x201F, 0x2033:
            put(Ascii.quote)
        case 0x2010...0x2015, 0x2212:
            put(Ascii.hyphen)
        case 0x2026:
            put(Ascii.dot)
            put(Ascii.dot)
            put(Ascii.dot)
        case 0xC0...0xDE where scalar != 0xD7:
            putEncoded(scalar + 0x20)
        default:
            putEncoded(scalar)
        }
    }

    private mutating func putEncoded(_ scalar: UInt32) {
        if scalar < 0x800 {
            put(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
        } else {
            if scalar < 0x10000 {
                put(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            } else {
                put(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
                put(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            }
            put(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        }
        put(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
    }
}

// MARK: - Entities and escapes

extension TextCleaner {
    private func matches(_ name: StaticString, at index: Int) -> Bool {
        for offset in 0..<name.utf8CodeUnitCount where peek(index + offset) != name.utf8Start[offset] {
            return false
        }
        return true
    }

    private mutating func decodeEntity() {
        var next = read + 1
        // Feeds escape twice: "&amp;lt;" is a less-than sign.
        while matches("amp;", at: next) { next += 4 }
        if matches("lt;", at: next) {
            finishEntity(Ascii.lessThan, next + 3)
        } else if matches("gt;", at: next) {
            finishEntity(Ascii.greaterThan, next + 3)
        } else if matches("quot;", at: next) {
            finishEntity(Ascii.quote, next + 5)
        } else if matches("apos;", at: next) {
            finishEntity(Ascii.apostrophe, next + 5)
        } else if matches("nbsp;", at: next) {
            finishEntity(Ascii.space, next + 5)
        } else if peek(next) == Ascii.hash, let (scalar, end) = numericEntity(next + 1) {
            read = end
            emit(scalar)
        } else {
            finishEntity(Ascii.ampersand, next)
        }
    }

    private mutating func finishEntity(_ byte: UInt8, _ end: Int) {
        put(byte)
        read = end
    }

    private func numericEntity(_ start: Int) -> (UInt32, Int)? {
        let isHex = peek(start) | 0x20 == Ascii.x
        let digits = isHex ? start + 1 : start
        // The longest scalar has seven decimal digits. One that needs three bytes has at least four characters
        // beside "&#;", so decoding never grows the text.
        guard let (value, end) = number(digits, radix: isHex ? 16 : 10, digits: 1...7) else { return nil }
        guard peek(end) == Ascii.semicolon, isScalar(value) else { return nil }
        return (value, end + 1)
    }

    private mutating func decodeEscape() {
        guard peek(read + 1) == Ascii.u, let (first, end) = number(read + 2, radix: 16, digits: 4...4) else {
            put(Ascii.backslash)
            read += 1
            return
        }
        read = end
        if isScalar(first) {
            emit(first)
        } else if first < 0xDC00, peek(end) == Ascii.backslash, peek(end + 1) == Ascii.u,
            let (second, after) = number(end + 2, radix: 16, digits: 4...4), second & 0xFC00 == 0xDC00
        {
            read = after
            emit(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        } else {
            put(Ascii.space)
        }
    }

    private func isScalar(_ value: UInt32) -> Bool { value <= 0x10FFFF && value & 0xFFFF_F800 != 0xD800 }

    private func number(_ start: Int, radix: UInt32, digits: ClosedRange<Int>) -> (UInt32, Int)? {
        var value: UInt32 = 0
        var index = start
        while index - start < digits.upperBound {
            let byte = peek(index)
            let digit: UInt32
            if byte &- Ascii.zero < 10 {
                digit = UInt32(byte &- Ascii.zero)
            } else if radix == 16, (byte | 0x20) &- Ascii.a < 6 {
                digit = UInt32((byte | 0x20) &- Ascii.a) + 10
            } else {
                break
            }
            value = value * radix + digit
            index += 1
        }
        return digits.contains(index - start) ? (value, index) : nil
    }
}
