/// HTML of a network as the text that a reader sees: no tags, entities resolved, line breaks where blocks end.
/// It is bounded by its input, and understands no more than a post needs.
enum PlainText {
    private static let named: [Substring: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]
    /// The longest entity that is looked for, in characters.
    private static let entityCharactersMax = 10

    static func of(html: String) -> String {
        var text = ""
        var rest = html[...]
        while let next = rest.first {
            switch next {
            case "<":
                guard let end = rest.firstIndex(of: ">") else { return trimmed(text + rest) }
                text += replacement(ofTag: rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
            case "&":
                let (resolved, after) = entity(rest)
                text += resolved
                rest = after
            default:
                text.append(next)
                rest.removeFirst()
            }
        }
        return trimmed(text)
    }

    private static func replacement(ofTag tag: Substring) -> String {
        let name = tag.prefix { $0.isLetter || $0 == "/" }.lowercased()
        switch name {
        case "br", "br/": return "\n"
        case "/p": return "\n\n"
        case "/div", "/li", "/blockquote", "/ul", "/ol", "/pre": return "\n"
        default: return ""
        }
    }

    private static func entity(_ text: Substring) -> (String, Substring) {
        let body = text.dropFirst()
        guard let end = body.prefix(entityCharactersMax + 1).firstIndex(of: ";") else { return ("&", body) }
        let after = body[body.index(after: end)...]
        let name = body[..<end]
        if let known = named[name] { return (known, after) }
        guard name.first == "#" else { return ("&", body) }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let number, let scalar = Unicode.Scalar(number) else { return ("&", body) }
        return (String(Character(scalar)), after)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        while text.first?.isWhitespace == true { text.removeFirst() }
        return String(text)
    }
}
