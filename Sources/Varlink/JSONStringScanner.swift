/// Scans one JSON string from the byte after its opening quote, eight bytes at a time, and makes the
/// `String` at the end. The text is demanded to be valid UTF-8 and free of lone surrogates.
struct JSONStringScanner {
    struct Scanned {
        let text: String
        /// Equal texts have equal fingerprints. Nil for a text that is not plain ASCII: `String` compares
        /// by canonical equivalence, which bytes cannot foretell.
        let fingerprint: UInt8?
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    private static let quotes = ones &* UInt64(UInt8(ascii: "\""))
    private static let backslashes = ones &* UInt64(UInt8(ascii: "\\"))
    private static let spaces = ones &* 0x20

    private(set) var position: Int
    private var sawNonASCII = false

    init(position: Int) { self.position = position }

    mutating func scan(_ bytes: Span<UInt8>) throws(JSONError) -> Scanned {
        let start = position
        try skipPlain(bytes)
        if bytes[position] == UInt8(ascii: "\"") {
            let end = position
            position += 1
            return try make(bytes.extracting(start..<end), offset: start, in: bytes)
        }
        return try scanEscaped(from: start, bytes)
    }

    /// Stops at a quote or a backslash; anything else that ends a string is an error.
    private mutating func skipPlain(_ bytes: Span<UInt8>) throws(JSONError) {
        let raw = bytes.bytes
        while position + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            let hits =
                (Self.zeroBytes(word ^ Self.quotes) | Self.zeroBytes(word ^ Self.backslashes)
                    | ((word &- Self.spaces) & ~word & Self.highs))
            if word & Self.highs != 0 { sawNonASCII = true }
            if hits == 0 {
                position += 8
                continue
            }
            // Only the lowest hit is exact: a borrow can make bytes above it look like hits.
            position += hits.trailingZeroBitCount >> 3
            break
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            if byte < 0x20 { throw JSONError(.controlCharacter, at: position, in: bytes) }
            if byte >= 0x80 { sawNonASCII = true }
            position += 1
        }
        throw JSONError(.unexpectedEnd, at: position, in: bytes)
    }

    private static func zeroBytes(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

    private func make(
        _ text: Span<UInt8>, offset: Int, in bytes: Span<UInt8>
    ) throws(JSONError) -> Scanned {
        if !sawNonASCII {
            let span = UTF8Span(unchecked: text, isKnownASCII: true)
            return Scanned(text: String(copying: span), fingerprint: Self.fingerprint(text))
        }
        do throws(UTF8.ValidationError) {
            return Scanned(text: String(copying: try UTF8Span(validating: text)), fingerprint: nil)
        } catch {
            throw JSONError(.invalidUTF8, at: offset + error.byteOffsets.lowerBound, in: bytes)
        }
    }

    private static func fingerprint(_ text: Span<UInt8>) -> UInt8 {
        var mixed = UInt8(truncatingIfNeeded: text.count)
        for index in 0..<min(text.count, 24) { mixed = (mixed &<< 3 | mixed &>> 5) ^ text[index] }
        return mixed
    }

    private mutating func scanEscaped(from start: Int, _ bytes: Span<UInt8>) throws(JSONError) -> Scanned {
        var resolved: [UInt8] = []
        var plainStart = start
        while true {
            bytes.extracting(plainStart..<position).withUnsafeBufferPointer {
                resolved.append(contentsOf: $0)
            }
            if bytes[position] == UInt8(ascii: "\"") { break }
            try escape(into: &resolved, bytes)
            plainStart = position
            try skipPlain(bytes)
        }
        position += 1
        sawNonASCII = true
        return try make(resolved.span, offset: start, in: bytes)
    }

    private mutating func escape(into resolved: inout [UInt8], _ bytes: Span<UInt8>) throws(JSONError) {
        let escapeStart = position
        position += 1
        guard position < bytes.count else { throw JSONError(.unexpectedEnd, at: position, in: bytes) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): resolved.append(byte)
        case UInt8(ascii: "b"): resolved.append(0x08)
        case UInt8(ascii: "f"): resolved.append(0x0C)
        case UInt8(ascii: "n"): resolved.append(0x0A)
        case UInt8(ascii: "r"): resolved.append(0x0D)
        case UInt8(ascii: "t"): resolved.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape(startingAt: escapeStart, bytes)
            resolved.append(contentsOf: scalar.utf8)
        default: throw JSONError(.invalidEscape, at: escapeStart, in: bytes)
        }
    }

    private mutating func unicodeEscape(
        startingAt escapeStart: Int, _ bytes: Span<UInt8>
    ) throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal(escapeStart, bytes)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw JSONError(.loneSurrogate, at: escapeStart, in: bytes) }
        position += 2
        let second = try hexadecimal(escapeStart, bytes)
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw JSONError(.loneSurrogate, at: escapeStart, in: bytes) }
        return scalar
    }

    private mutating func hexadecimal(_ escapeStart: Int, _ bytes: Span<UInt8>) throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count, in: bytes) }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw JSONError(.invalidEscape, at: escapeStart, in: bytes)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
