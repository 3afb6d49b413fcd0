/// Reads HTML as the text that a person sees. One pass, no tree, no memory of what was open: markup of any depth, closed
/// or not, costs its length and nothing more.
struct HTMLText {
    private let bytes: [UInt8]
    private var position = 0
    private var layout = TextLayout()

    static func read(_ html: String) -> (text: String, isCut: Bool) {
        var reader = HTMLText(bytes: Array(html.utf8))
        reader.run()
        return (reader.layout.text, reader.layout.isCut)
    }

    /// For texts whose only markup is `&amp;` and its kin.
    static func resolvingEntities(_ text: String) -> (text: String, isCut: Bool) {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return PlainText.bounded(text) }
        let bytes = Array(text.utf8)
        var resolved: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "&"), let (scalar, end) = entity(bytes, at: position) {
                resolved.append(contentsOf: scalar.utf8)
                position = end
            } else {
                resolved.append(bytes[position])
                position += 1
            }
        }
        return PlainText.bounded(String(decoding: resolved, as: UTF8.self))
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func run() {
        while position < bytes.count, !layout.isCut {
            let byte = bytes[position]
            if byte == UInt8(ascii: "<"), markup() { continue }
            if byte == UInt8(ascii: "&"), let (scalar, end) = Self.entity(bytes, at: position) {
                layout.append(scalar)
                position = end
                continue
            }
            layout.append(byte)
            position += 1
        }
    }

    /// False for a `<` that begins no markup.
    private mutating func markup() -> Bool {
        guard position + 1 < bytes.count else { return false }
        let next = bytes[position + 1]
        if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") {
            let isComment = bytes[position...].starts(with: "<!--".utf8)
            position += isComment ? 4 : 2
            skip(past: isComment ? Array("-->".utf8) : [UInt8(ascii: ">")])
            return true
        }
        let isEnd = next == UInt8(ascii: "/")
        let nameStart = position + (isEnd ? 2 : 1)
        guard nameStart < bytes.count, Self.isLetter(bytes[nameStart]) else { return false }
        var nameEnd = nameStart
        while nameEnd < bytes.count, Self.isLetter(bytes[nameEnd]) || Self.isDigit(bytes[nameEnd]) {
            nameEnd += 1
        }
        // No element that lays out text has a longer name.
        let name = nameEnd - nameStart <= 16 ? bytes[nameStart..<nameEnd].map { $0 | 0x20 } : []
        position = nameEnd
        let closesItself = skipAttributes()
        let tag = TextLayout.tag(String(decoding: name, as: UTF8.self))
        if isEnd {
            layout.end(tag)
        } else if tag == .hidden, !closesItself {
            skip(pastEndOf: name)
        } else {
            layout.begin(tag)
        }
        return true
    }

    /// To the byte after `>`. True when the tag ends with `/>`.
    private mutating func skipAttributes() -> Bool {
        var quote: UInt8?
        var previous: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return previous == UInt8(ascii: "/")
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"),
                previous == UInt8(ascii: "=")
            {
                quote = byte
            }
            if byte > 0x20 { previous = byte }
        }
        return false
    }

    private mutating func skip(past end: [UInt8]) {
        while position < bytes.count {
            if bytes[position] == end[0], bytes[position...].starts(with: end) {
                position += end.count
                return
            }
            position += 1
        }
    }

    private mutating func skip(pastEndOf name: [UInt8]) {
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<"), position + 2 + name.count <= bytes.count,
                bytes[position + 1] == UInt8(ascii: "/"),
                bytes[(position + 2)..<(position + 2 + name.count)].elementsEqual(
                    name, by: { $0 | 0x20 == $1 })
            {
                skip(past: [UInt8(ascii: ">")])
                return
            }
            position += 1
        }
    }

    /// The character that begins with the `&` at `start`, and where the text goes on.
    static func entity(_ bytes: [UInt8], at start: Int) -> (Unicode.Scalar, Int)? {
        var end = start + 1
        while end < bytes.count, end - start <= ReadingLimits.entityBytesMax, bytes[end] != UInt8(ascii: ";")
        {
            guard isLetter(bytes[end]) || isDigit(bytes[end]) || bytes[end] == UInt8(ascii: "#") else {
                return nil
            }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ";"), end > start + 1 else { return nil }
        let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        guard name.hasPrefix("#") else { return Entities.scalar(named: name).map { ($0, end + 1) } }
        let digits = name.dropFirst()
        let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
        let body = isHexadecimal ? digits.dropFirst() : digits
        guard !body.isEmpty, body.utf8.allSatisfy({ isLetter($0) || isDigit($0) }) else { return nil }
        guard let number = UInt32(body, radix: isHexadecimal ? 16 : 10) else {
            // Digits that do not fit are a number that names no character; letters are no number.
            let isNumber = body.allSatisfy { $0.isHexDigit && (isHexadecimal || $0.isNumber) }
            return isNumber ? (Entities.scalar(numbered: 0), end + 1) : nil
        }
        return (Entities.scalar(numbered: number), end + 1)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
