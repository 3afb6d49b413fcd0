/// Reads bytes into a `JSONValue`: RFC 8259 to the letter, and stricter in three points: no key twice, no
/// lone surrogate, no integer beyond 64 bits. It never repairs and never guesses; every index is checked.
struct JSONParser {
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    static func parse(_ bytes: Span<UInt8>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytesMax else {
            throw JSONError(.tooLarge, at: limits.bytesMax, in: bytes)
        }
        var parser = JSONParser(limits: limits)
        parser.skipWhiteSpace(bytes)
        let value = try parser.value(bytes)
        parser.skipWhiteSpace(bytes)
        guard parser.position == bytes.count else {
            throw JSONError(.trailingBytes, at: parser.position, in: bytes)
        }
        return value
    }

    private init(limits: JSONLimits) { self.limits = limits }

    private mutating func skipWhiteSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    private func failure(_ code: JSONError.Code, _ bytes: Span<UInt8>) -> JSONError {
        JSONError(position >= bytes.count ? .unexpectedEnd : code, at: position, in: bytes)
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        guard position < bytes.count else { throw failure(.unexpectedEnd, bytes) }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            return .string(try string(bytes).text)
        case UInt8(ascii: "{"):
            return try object(bytes)
        case UInt8(ascii: "["):
            return try array(bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number(bytes)
        case UInt8(ascii: "t"):
            try word("true", bytes)
            return .bool(true)
        case UInt8(ascii: "f"):
            try word("false", bytes)
            return .bool(false)
        case UInt8(ascii: "n"):
            try word("null", bytes)
            return .null
        default:
            throw failure(.unexpectedByte, bytes)
        }
    }

    private mutating func word(_ word: StaticString, _ bytes: Span<UInt8>) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[index] else {
                throw failure(.unexpectedByte, bytes)
            }
            position += 1
        }
    }

    private mutating func enter(_ bytes: Span<UInt8>) throws(JSONError) {
        depth += 1
        guard depth <= limits.depthMax else { throw JSONError(.tooDeep, at: position, in: bytes) }
        position += 1
        skipWhiteSpace(bytes)
    }

    /// True after a comma, false after the closing byte.
    private mutating func next(_ closing: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipWhiteSpace(bytes)
        guard position < bytes.count else { throw failure(.unexpectedEnd, bytes) }
        let byte = bytes[position]
        guard byte == closing || byte == UInt8(ascii: ",") else { throw failure(.unexpectedByte, bytes) }
        position += 1
        if byte == closing {
            depth -= 1
            return false
        }
        skipWhiteSpace(bytes)
        return true
    }

    private mutating func array(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        try enter(bytes)
        var elements: [JSONValue] = []
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            position += 1
            depth -= 1
            return .array(elements)
        }
        repeat {
            elements.append(try value(bytes))
        } while try next(UInt8(ascii: "]"), bytes)
        return .array(elements)
    }

    private mutating func object(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        try enter(bytes)
        var object = JSONObject()
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            depth -= 1
            return .object(object)
        }
        var seen = JSONKeyFilter()
        repeat {
            let keyStart = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw failure(.unexpectedByte, bytes)
            }
            let key = try string(bytes)
            skipWhiteSpace(bytes)
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                throw failure(.unexpectedByte, bytes)
            }
            position += 1
            skipWhiteSpace(bytes)
            if seen.mayContain(adding: key.fingerprint), object.position(of: key.text) != nil {
                throw JSONError(.duplicateKey, at: keyStart, in: bytes)
            }
            object.appendUnchecked(key.text, try value(bytes))
        } while try next(UInt8(ascii: "}"), bytes)
        return .object(object)
    }

    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> JSONStringScanner.Scanned {
        var scanner = JSONStringScanner(position: position + 1)
        let scanned = try scanner.scan(bytes)
        position = scanner.position
        return scanned
    }

    private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        var scanner = JSONNumberScanner(position: position)
        let value = try scanner.scan(bytes)
        position = scanner.position
        return value
    }
}
