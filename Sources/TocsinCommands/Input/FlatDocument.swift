import Scenarios

/// A YAML document of `key: value` lines alone, which is all that this program can read without a YAML library.
///
/// It is strict: whatever YAML could read in two ways, or this could read in another way than YAML, is refused by line.
enum FlatDocument {
    static func parse(_ text: String) throws(DocumentProblem) -> DocumentNode {
        var entries: [DocumentNode.Entry] = []
        // By bytes, since CR LF is one character of a string.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, full) in lines.enumerated() {
            var line = String(Substring(full))
            if line.hasSuffix("\r") { line.removeLast() }
            let position = DocumentPosition(line: index + 1)
            if line.unicodeScalars.contains(where: DocumentReader.isControl) {
                throw DocumentProblem(at: position, field: "", "holds a tab or another control character")
            }
            // Further down it would begin a second document.
            if line == "---", entries.isEmpty { continue }
            if let entry = try entry(line, at: position) { entries.append(entry) }
        }
        return DocumentNode(.map(entries), at: DocumentPosition(line: 1))
    }

    private static func entry(
        _ line: String, at position: DocumentPosition
    ) throws(DocumentProblem) -> DocumentNode.Entry? {
        let content = line.drop { $0 == " " }
        if content.isEmpty || content.hasPrefix("#") { return nil }
        guard content.count == line.count, !content.hasPrefix("-") else {
            throw DocumentProblem(
                at: position, field: "", "is not a line of the form key: value",
                suggestion: "A rule file is flat: no lists over several lines, no keys inside keys")
        }
        guard let colon = line.firstIndex(of: ":") else {
            throw DocumentProblem(at: position, field: "", "has no colon", suggestion: "Write key: value")
        }
        let key = String(line[..<colon])
        let rest = line[line.index(after: colon)...]
        guard isKey(key), rest.isEmpty || rest.hasPrefix(" ") else {
            throw DocumentProblem(
                at: position, field: "", "does not begin with a plain key, a colon and a space",
                suggestion: "Write key: value")
        }
        let start = rest.firstIndex { $0 != " " } ?? rest.endIndex
        let column = line.utf8.distance(from: line.utf8.startIndex, to: start) + 1
        let place = DocumentPosition(line: position.line, column: column)
        return DocumentNode.Entry(
            key: key, position: position, value: DocumentNode(try value(rest, key, place), at: place))
    }

    private static func isKey(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
            }
    }

    private static func value(
        _ rest: Substring, _ key: String, _ position: DocumentPosition
    ) throws(DocumentProblem) -> DocumentNode.Content {
        let text = trimmed(rest)
        if let quote = text.first, quote == "\"" || quote == "'" {
            return try quoted(text, quote, key, position)
        }
        let plain = trimmed(text.startIndex < text.endIndex ? withoutComment(text) : text)
        // A list in brackets is another's to read; here it stands as it was written.
        let isList = plain.hasPrefix("[") && plain.hasSuffix("]")
        if !isList, let first = plain.first, "&*!|>%@`{}[],?".contains(first) {
            throw DocumentProblem(
                at: position, field: key, "begins with \(first)", suggestion: "Put the value in quotes")
        }
        guard isList || !plain.contains(": "), !plain.hasSuffix(":"), !plain.hasPrefix("- ") else {
            throw DocumentProblem(
                at: position, field: key, "holds a colon or begins with a dash",
                suggestion: "Put the value in quotes")
        }
        return .scalar(String(plain), quoted: false)
    }

    private static func quoted(
        _ text: Substring, _ quote: Character, _ key: String, _ position: DocumentPosition
    ) throws(DocumentProblem) -> DocumentNode.Content {
        let inner = text.dropFirst()
        guard let end = inner.firstIndex(of: quote), !inner[..<end].contains("\\") else {
            throw DocumentProblem(
                at: position, field: key, "has a quote that is not closed, or an escape",
                suggestion: "Write the text between two quotes, without a backslash")
        }
        let after = trimmed(inner[inner.index(after: end)...])
        guard after.isEmpty || after.hasPrefix("#") else {
            throw DocumentProblem(at: position, field: key, "goes on after its closing quote")
        }
        return .scalar(String(inner[..<end]), quoted: true)
    }

    private static func withoutComment(_ text: Substring) -> Substring {
        var previous: Character = " "
        for index in text.indices {
            if text[index] == "#", previous == " " { return text[..<index] }
            previous = text[index]
        }
        return text
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
