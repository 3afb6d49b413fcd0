/// Cuts an interface description into tokens. Comments are kept as documentation, all else between tokens
/// is white space.
struct IDLLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    func failure(_ reason: String) -> IDLError {
        IDLError(line: line, column: position - lineStart + 1, reason: reason)
    }

    mutating func next() throws(IDLError) -> IDLToken {
        let documentation = skipBlanks()
        let line = self.line
        let column = position - lineStart + 1
        func token(_ kind: IDLToken.Kind) -> IDLToken {
            IDLToken(kind: kind, line: line, column: column, documentation: documentation)
        }
        guard position < bytes.count else { return token(.end) }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "?"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            position += 1
            return token(.symbol(String(UnicodeScalar(byte))))
        case UInt8(ascii: "-"):
            guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: ">") else {
                throw failure("'-' is only part of '->'")
            }
            position += 2
            return token(.symbol("->"))
        case _ where Self.isWordByte(byte):
            let start = position
            while position < bytes.count, isPartOfWord() { position += 1 }
            return token(.word(String(decoding: bytes[start..<position], as: UTF8.self)))
        default:
            throw failure("unexpected \(Self.shown(byte))")
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// A dash belongs to an interface name such as `a-b.c`, and never begins the arrow inside a word.
    private func isPartOfWord() -> Bool {
        if Self.isWordByte(bytes[position]) { return true }
        guard bytes[position] == UInt8(ascii: "-"), position + 1 < bytes.count else { return false }
        return Self.isWordByte(bytes[position + 1]) || bytes[position + 1] == UInt8(ascii: "-")
    }

    private static func shown(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7F ? "'\(UnicodeScalar(byte))'" : "byte \(byte)"
    }

    /// Moves to the next token; returns the comment lines that stand right before it.
    private mutating func skipBlanks() -> [String] {
        var comments: [String] = []
        var isLineBlank = position > lineStart ? false : true
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
            case UInt8(ascii: "\n"):
                if isLineBlank { comments = [] }
                position += 1
                line += 1
                lineStart = position
                isLineBlank = true
            case UInt8(ascii: "#"):
                let isOwnLine = isLineBlank
                let text = commentText()
                // What trails a member on its line does not document the next one.
                if isOwnLine { comments.append(text) }
                isLineBlank = false
            default:
                return comments
            }
        }
        return comments
    }

    private mutating func commentText() -> String {
        position += 1
        if position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        var end = position
        while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
