/// Reads the one JSON shape that the stop socket knows, in place and without allocation. Every function answers
/// false, or `.bad`, when the text is not what is expected; nothing is skipped over.
struct JSONScanner {
    enum StringResult {
        case complete
        case tooLong
        case bad
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return position == bytes.count
        }
    }

    /// Takes the punctuation if it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Takes `true`, `false` or `null` if it is next.
    mutating func take(word: StaticName) -> Bool {
        skipSpace()
        guard position + word.count <= bytes.count else { return false }
        for index in 0..<word.count where bytes[position + index] != word[index] { return false }
        position += word.count
        return true
    }

    mutating func takeBool() -> Bool? {
        if take(word: "true") { return true }
        return take(word: "false") ? false : nil
    }

    /// Keeps what fits, cut between characters; `.tooLong` says that something did not.
    mutating func takeString<let capacity: Int>(into text: inout BoundedText<capacity>) -> StringResult {
        text = BoundedText()
        guard take("\"") else { return .bad }
        var isCut = false
        func keep(_ byte: UInt8, _ text: inout BoundedText<capacity>) {
            if isCut || !text.push(byte) { isCut = true }
        }
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                if isCut { text.dropIncompleteCharacter() }
                return isCut ? .tooLong : .complete
            case 0..<0x20:
                return .bad
            case UInt8(ascii: "\\"):
                guard let scalar = takeEscape(), let encoded = Unicode.UTF8.encode(scalar) else {
                    return .bad
                }
                for unit in encoded { keep(unit, &text) }
            default:
                keep(byte, &text)
            }
        }
        return .bad
    }

    private mutating func takeEscape() -> Unicode.Scalar? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return Unicode.Scalar(UInt8(0x08))
        case UInt8(ascii: "f"): return Unicode.Scalar(UInt8(0x0C))
        case UInt8(ascii: "n"): return Unicode.Scalar(UInt8(0x0A))
        case UInt8(ascii: "r"): return Unicode.Scalar(UInt8(0x0D))
        case UInt8(ascii: "t"): return Unicode.Scalar(UInt8(0x09))
        case UInt8(ascii: "u"): break
        default: return nil
        }
        guard let first = takeFourDigits() else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return nil }
        position += 2
        guard let second = takeFourDigits(), (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func takeFourDigits() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
