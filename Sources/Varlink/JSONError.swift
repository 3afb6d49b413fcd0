/// Why bytes are not the JSON that we accept, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case unexpectedByte = "unexpected-byte"
        case unexpectedEnd = "unexpected-end"
        case trailingBytes = "trailing-bytes"
        case invalidNumber = "invalid-number"
        case numberOutOfRange = "number-out-of-range"
        case invalidEscape = "invalid-escape"
        case loneSurrogate = "lone-surrogate"
        case controlCharacter = "control-character"
        case invalidUTF8 = "invalid-utf8"
        case duplicateKey = "duplicate-key"
        case tooDeep = "too-deep"
        case tooLarge = "too-large"
    }

    package let code: Code
    /// The byte, counted from 0.
    package let offset: Int
    /// Counted from 1.
    package let line: Int
    /// In bytes, counted from 1.
    package let column: Int

    init(_ code: Code, at offset: Int, in bytes: Span<UInt8>) {
        var line = 1
        var lineStart = 0
        for position in 0..<min(offset, bytes.count) where bytes[position] == UInt8(ascii: "\n") {
            line += 1
            lineStart = position + 1
        }
        self.code = code
        self.offset = offset
        self.line = line
        self.column = offset - lineStart + 1
    }

    package var description: String {
        "not the JSON that is accepted: \(code.rawValue) at byte \(offset) (line \(line), column \(column))"
    }
}
