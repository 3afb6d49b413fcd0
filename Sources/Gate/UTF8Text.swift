/// What the stop path needs to know of UTF-8.
enum UTF8Text {
    /// The length of the character at the position, 0 when the bytes there are none.
    static func characterLength(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int {
        let lead = bytes[position]
        func tail(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            position + offset < bytes.count && range.contains(bytes[position + offset])
        }
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return tail(1) ? 2 : 0
        case 0xE0: return tail(1, 0xA0...0xBF) && tail(2) ? 3 : 0
        case 0xED: return tail(1, 0x80...0x9F) && tail(2) ? 3 : 0
        case 0xE1...0xEF: return tail(1) && tail(2) ? 3 : 0
        case 0xF0: return tail(1, 0x90...0xBF) && tail(2) && tail(3) ? 4 : 0
        case 0xF1...0xF3: return tail(1) && tail(2) && tail(3) ? 4 : 0
        case 0xF4: return tail(1, 0x80...0x8F) && tail(2) && tail(3) ? 4 : 0
        default: return 0
        }
    }

    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        while position < bytes.count {
            let length = characterLength(bytes, at: position)
            if length == 0 { return false }
            position += length
        }
        return true
    }

    /// Free text as a reason: control characters become spaces, what is no character a question mark, the rest is
    /// kept as far as it fits.
    static func reason(_ bytes: UnsafeRawBufferPointer) -> BoundedText<200> {
        var text = BoundedText<200>()
        var end = bytes.count
        while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
        var position = 0
        while position < end, bytes[position] <= 0x20 { position += 1 }
        while position < end {
            let length = characterLength(bytes, at: position)
            guard text.count + max(length, 1) <= 200 else { break }
            if length == 0 {
                text.push(UInt8(ascii: "?"))
            } else if length == 1 {
                let byte = bytes[position]
                text.push(byte < 0x20 || byte == 0x7F ? UInt8(ascii: " ") : byte)
            } else {
                for offset in 0..<length { text.push(bytes[position + offset]) }
            }
            position += max(length, 1)
        }
        return text
    }
}
