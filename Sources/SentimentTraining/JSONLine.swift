/// The named fields of one flat JSON object, as the corpora have one on each line. Not a validator: it reads
/// strings and whole numbers, and steps over whatever else stands there.
struct JSONLine {
    /// Deeper nesting than this is no corpus line.
    private static let depthLimit = 16

    private(set) var strings: [String: [UInt8]] = [:]
    private(set) var numbers: [String: Int] = [:]

    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init?(_ line: ArraySlice<UInt8>) {
        bytes = line
        index = line.startIndex
        skipSpace()
        guard take("{") else { return nil }
        skipSpace()
        if take("}") {
            guard isAtEnd() else { return nil }
            return
        }
        repeat {
            skipSpace()
            guard let name = string() else { return nil }
            skipSpace()
            guard take(":") else { return nil }
            skipSpace()
            guard member(String(decoding: name, as: UTF8.self)) else { return nil }
            skipSpace()
        } while take(",")
        guard take("}"), isAtEnd() else { return nil }
    }

    private var next: UInt8 { index < bytes.endIndex ? bytes[index] : 0 }

    private mutating func skipSpace() {
        while next == 0x20 || next == 0x09 || next == 0x0D || next == 0x0A { index += 1 }
    }

    private mutating func isAtEnd() -> Bool {
        skipSpace()
        return index == bytes.endIndex
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard UInt32(next) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func member(_ name: String) -> Bool {
        if UInt32(next) == ("\"" as Unicode.Scalar).value {
            guard let value = string() else { return false }
            strings[name] = value
            return true
        }
        let start = index
        guard skipValue(), index > start else { return false }
        numbers[name] = Int(String(decoding: bytes[start..<index], as: UTF8.self))
        return true
    }

    /// Steps over a number, a word, or anything nested.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while index < bytes.endIndex {
            switch UnicodeScalar(next) {
            case "[", "{": depth += 1
            case "]", "}":
                if depth == 0 { return true }
                depth -= 1
            case ",": if depth == 0 { return true }
            case "\"":
                guard string() != nil else { return false }
                continue
            default: break
            }
            guard depth <= Self.depthLimit else { return false }
            index += 1
        }
        return false
    }

    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var result: [UInt8] = []
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == 0x22 { return result }
            if byte != 0x5C {
                result.append(byte)
                continue
            }
            let escape = next
            index += 1
            switch UnicodeScalar(escape) {
            case "n": result.append(0x0A)
            case "t": result.append(0x09)
            case "r": result.append(0x0D)
            case "b": result.append(0x08)
            case "f": result.append(0x0C)
            case "u":
                guard let scalar = escapedScalar() else { return nil }
                result.append(contentsOf: Array(String(Character(scalar)).utf8))
            case "\"", "\\", "/": result.append(escape)
            default: return nil
            }
        }
        return nil
    }

    private mutating func escapedScalar() -> Unicode.Scalar? {
        guard let first = hexadecimal() else { return nil }
        if first & 0xFC00 == 0xD800, index + 1 < bytes.endIndex, next == 0x5C, bytes[index + 1] == 0x75 {
            index += 2
            guard let second = hexadecimal(), second & 0xFC00 == 0xDC00 else { return nil }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() -> UInt32? {
        guard index + 4 <= bytes.endIndex else { return nil }
        let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        index += 4
        return UInt32(digits, radix: 16)
    }
}
