/// Texts that carry no markup: bounded, and without control characters.
enum PlainText {
    static func bounded(_ text: String) -> (text: String, isCut: Bool) {
        cleaned(text, bytesMax: ReadingLimits.textBytesMax)
    }

    static func label(_ text: String) -> String {
        cleaned(text, bytesMax: ReadingLimits.labelBytesMax).text
    }

    /// Line breaks as one byte, tabs kept, every other control character left out.
    private static func cleaned(_ text: String, bytesMax: Int) -> (text: String, isCut: Bool) {
        var isPlain = true
        for byte in text.utf8 where (byte < 0x20 && byte != 0x0A && byte != 0x09) || byte == 0x7F {
            isPlain = false
        }
        if isPlain, text.utf8.count <= bytesMax { return (text, false) }
        var kept: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            defer { previous = byte }
            if byte == 0x0A && previous == 0x0D { continue }
            if byte == 0x0D {
                kept.append(0x0A)
            } else if byte >= 0x20 && byte != 0x7F || byte == 0x0A || byte == 0x09 {
                kept.append(byte)
            }
            if kept.count > bytesMax {
                return (String(decoding: wholeScalars(kept.dropLast()), as: UTF8.self), true)
            }
        }
        return (String(decoding: kept, as: UTF8.self), false)
    }

    /// The longest beginning that ends between two characters of UTF-8.
    static func wholeScalars(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let lead = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes.prefix(0) }
        let length =
            switch bytes[lead] {
            case 0..<0x80: 1
            case 0..<0xE0: 2
            case 0..<0xF0: 3
            default: 4
            }
        return bytes.endIndex - lead >= length ? bytes : bytes[..<lead]
    }
}
