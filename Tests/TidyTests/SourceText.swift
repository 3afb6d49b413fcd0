/// Swift source with the contents of comments and string literals blanked out, line for line. Enough to count braces
/// and to find words that are code; no more.
struct SourceText {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    /// Of each Swift file of the product and its tests, read once.
    static let all = Result { () throws -> [(path: String, code: String)] in
        try ["Sources", "Tests"].flatMap { try Repository.files(under: $0, endingIn: [".swift"]) }
            .map { path in (path, code(of: try Repository.text(of: path) ?? "")) }
    }

    static func code(of text: String) -> String {
        var reader = SourceText(bytes: Array(text.utf8))
        reader.readCode(closing: nil)
        return String(decoding: reader.output, as: UTF8.self)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    /// Up to the end, or behind the parenthesis that closes an interpolation.
    private mutating func readCode(closing: UInt8?) {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "/"), starts("//") {
                blank(while: { $0 != UInt8(ascii: "\n") })
            } else if byte == UInt8(ascii: "/"), starts("/*") {
                readComment()
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"), let hashes = openingHashes() {
                readString(hashes: hashes)
            } else {
                if closing != nil, byte == UInt8(ascii: "(") { depth += 1 }
                if let closing, byte == closing {
                    if depth == 0 { return }
                    depth -= 1
                }
                output.append(byte)
                position += 1
            }
        }
    }

    private mutating func readComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                blank(2)
            } else if starts("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && position < bytes.count
    }

    /// How many number signs stand before the quote that begins here; nil: no string begins here.
    private func openingHashes() -> Int? {
        var index = position
        while index < bytes.count, bytes[index] == UInt8(ascii: "#") { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: "\"") ? index - position : nil
    }

    private mutating func readString(hashes: Int) {
        let tail = String(repeating: "#", count: hashes)
        blank(hashes)
        let quote = starts("\"\"\"") ? "\"\"\"" : "\""
        blank(quote.utf8.count)
        while position < bytes.count {
            let byte = bytes[position]
            if byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                blank(1)
            } else if starts(quote + tail) {
                blank(quote.utf8.count + hashes)
                return
            } else if starts("\\" + tail + "(") {
                blank(2 + hashes)
                readCode(closing: UInt8(ascii: ")"))
                blank(1)
            } else if starts("\\" + tail) {
                blank(2 + hashes)
            } else {
                blank(1)
            }
        }
    }

    private func starts(_ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < bytes.count {
            output.append(bytes[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            position += 1
        }
    }

    private mutating func blank(while condition: (UInt8) -> Bool) {
        while position < bytes.count, condition(bytes[position]) { blank(1) }
    }
}

/// A function, an initialiser or a deinitialiser, from its first line to its closing brace.
struct FunctionExtent {
    let name: String
    let firstLine: Int
    let lineCount: Int

    static func all(in code: String) -> [FunctionExtent] {
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        var found: [FunctionExtent] = []
        for (index, line) in lines.enumerated() {
            guard line.contains("func ") || line.contains("init") else { continue }
            guard let match = line.firstMatch(of: /\b(func\s+[^\s(<]+|init|deinit)\s*[?(<{]/) else {
                continue
            }
            // `self.init(...)`, `.init(...)` are calls.
            let before = line[..<match.range.lowerBound]
            guard before.allSatisfy({ $0.isLetter || $0.isWhitespace || "@()_,:".contains($0) }) else {
                continue
            }
            guard let count = extent(lines[index...]) else { continue }
            found.append(FunctionExtent(name: String(match.1), firstLine: index + 1, lineCount: count))
        }
        return found
    }

    /// Lines to the brace that closes the first one opened outside parentheses; nil: it has no body.
    private static func extent(_ lines: ArraySlice<Substring>) -> Int? {
        var braces = 0
        var parentheses = 0
        for (offset, line) in lines.enumerated() {
            for character in line {
                switch character {
                case "(": parentheses += 1
                case ")": parentheses -= 1
                case "{" where parentheses == 0 || braces > 0: braces += 1
                case "}" where braces > 0:
                    braces -= 1
                    if braces == 0 { return offset + 1 }
                case "}" where parentheses == 0: return nil
                default: break
                }
            }
            // A requirement of a protocol ends with its line.
            if braces == 0, parentheses == 0, offset > 0 || !line.hasSuffix(")") {
                let next = lines.dropFirst(offset + 1).first?.drop(while: \.isWhitespace) ?? ""
                let goesOn =
                    next.hasPrefix("{") || next.hasPrefix("where") || next.hasPrefix(")")
                    || next.hasPrefix("->")
                    || next.hasPrefix("throws") || next.hasPrefix("async")
                if !goesOn { return nil }
            }
        }
        return nil
    }
}
