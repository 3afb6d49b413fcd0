import Testing
import Varlink

@Suite("Reading JSON")
struct JSONParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(parsing: text) }

    private func error(_ bytes: [UInt8], limits: JSONLimits = .default) -> JSONError? {
        do throws(JSONError) {
            _ = try JSONValue(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    private func code(_ text: String) -> JSONError.Code? { error(Array(text.utf8))?.code }

    @Test("Every kind of value is read")
    func values() throws {
        let value = try parse(
            #" { "a" : [1, -2.5, true, false, null, "x\u0041\n\"\\\/\b\f\r\t"], "b": {}, "c":[] } "#)
        let expected: JSONValue = [
            "a": [1, -2.5, true, false, nil, "xA\n\"\\/\u{8}\u{c}\r\t"], "b": [:], "c": [],
        ]
        #expect(value == expected)
        #expect(value.objectValue?.keys == ["a", "b", "c"])
    }

    @Test(
        "Numbers are exact: integers to 64 bits, fractions to the last digit",
        arguments: [
            ("0", JSONValue.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("1.5", .float(1.5)), ("-0.1", .float(-0.1)),
            ("3.141592653589793", .float(3.141592653589793)), ("1e3", .float(1000)), ("1E-3", .float(0.001)),
            ("2.2250738585072014e-308", .float(2.2250738585072014e-308)),
            ("5e-324", .float(.leastNonzeroMagnitude)),
            ("123456789012345678901.5", .float(123456789012345678901.5)),
            ("0.30000000000000004", .float(0.30000000000000004)), ("1.0", .float(1)),
        ])
    func numbers(text: String, expected: JSONValue) throws {
        #expect(try parse(text) == expected)
    }

    @Test(
        "What is no number, or beyond 64 bits, is refused",
        arguments: [
            ("01", JSONError.Code.invalidNumber), ("-", .unexpectedEnd), ("1.", .unexpectedEnd),
            (".5", .unexpectedByte), ("+1", .unexpectedByte), ("1.e3", .invalidNumber),
            ("1e", .unexpectedEnd),
            ("-01", .invalidNumber), ("0x1", .trailingBytes), ("9223372036854775808", .numberOutOfRange),
            ("-9223372036854775809", .numberOutOfRange), ("99999999999999999999999", .numberOutOfRange),
            ("1e400", .numberOutOfRange), ("NaN", .unexpectedByte), ("Infinity", .unexpectedByte),
        ])
    func refusedNumbers(text: String, expected: JSONError.Code) {
        #expect(code(text) == expected)
    }

    @Test(
        "What is not JSON is refused, with the reason",
        arguments: [
            ("", JSONError.Code.unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd),
            ("[1,", .unexpectedEnd),
            ("[1,]", .unexpectedByte), ("{,}", .unexpectedByte), ("{\"a\"}", .unexpectedByte),
            ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("'a'", .unexpectedByte),
            ("tru", .unexpectedEnd), ("nul1", .unexpectedByte), ("1 2", .trailingBytes),
            ("{}{}", .trailingBytes),
            ("\"a", .unexpectedEnd), ("\"\\", .unexpectedEnd), ("\"\\x\"", .invalidEscape),
            ("\"\\u12g4\"", .invalidEscape), ("\"\\u12", .unexpectedEnd), ("\"a\nb\"", .controlCharacter),
            ("\"1234567\u{1}\"", .controlCharacter), ("\u{FEFF}{}", .unexpectedByte),
            ("// x\n1", .unexpectedByte),
            ("[1 2]", .unexpectedByte), ("{\"a\":1,\"a\":2}", .duplicateKey),
            ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
        ])
    func refused(text: String, expected: JSONError.Code) {
        #expect(code(text) == expected)
    }

    @Test("Surrogates come in pairs or not at all")
    func surrogates() throws {
        #expect(try parse(#""\ud83d\ude80 \u00e9""#) == "🚀 é")
        for text in [#""\ud83d""#, #""\ude80""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ud83d\ud83d""#] {
            #expect(code(text) == .loneSurrogate, "\(text)")
        }
    }

    @Test("Bytes that are not UTF-8 are refused, at the byte")
    func badUTF8() {
        let cases: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ]
        for bad in cases {
            let bytes =
                Array("[\"plain text \"").dropLast().flatMap { Array(String($0).utf8) } + bad
                + Array("\"]".utf8)
            #expect(error(bytes)?.code == .invalidUTF8, "\(bad)")
            #expect(error(bytes)?.offset == 13, "\(bad)")
        }
        #expect(error([0xFF])?.code == .unexpectedByte)
    }

    @Test("An error says the byte, the line and the column")
    func places() {
        let error = error(Array("{\n  \"a\": 1,\n  \"b\": x\n}".utf8))
        #expect(error?.code == .unexpectedByte)
        #expect(error?.offset == 19)
        #expect(error?.line == 3)
        #expect(error?.column == 8)
    }

    @Test("Depth and size have limits that hold exactly")
    func limits() throws {
        let limits = JSONLimits(bytesMax: 100, depthMax: 3)
        #expect(error(Array("[[[1]]]".utf8), limits: limits) == nil)
        #expect(error(Array("[[[[1]]]]".utf8), limits: limits)?.code == .tooDeep)
        #expect(error(Array("[{\"a\":[{}]}]".utf8), limits: limits)?.code == .tooDeep)
        #expect(error(Array("[[1],[[2]],[[]]]".utf8), limits: limits) == nil)
        let wide = Array("\"\(String(repeating: "x", count: 98))\"".utf8)
        #expect(error(wide, limits: limits) == nil)
        #expect(error(wide + [0x20], limits: limits)?.code == .tooLarge)
        let million = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(error(million)?.code == .tooDeep)
    }

    @Test("A large object is read in linear time, and a key twice is still found")
    func largeObject() throws {
        let members = (0..<50_000).map { "\"key\($0)\":\($0)" }
        let value = try parse("{" + members.joined(separator: ",") + "}")
        #expect(value.objectValue?.count == 50_000)
        #expect(value["key49999"] == 49_999)
        #expect(code("{" + members.joined(separator: ",") + ",\"key12345\":1}") == .duplicateKey)
    }

    @Test("Keys that mean the same text are one key, however they are written")
    func equivalentKeys() {
        #expect(code("{\"é\":1,\"e\u{301}\":2}") == .duplicateKey)
        #expect(code("{\"K\":1,\"\u{212A}\":2}") == .duplicateKey)
        #expect(code("{\"\u{212A}\":1,\"K\":2}") == .duplicateKey)
    }

    @Test("Texts of every length and with an escape at every place come back", arguments: 0...40)
    func lengths(length: Int) throws {
        let plain = String(repeating: "a", count: length)
        #expect(try parse("\"\(plain)\"") == .string(plain))
        for place in 0...length {
            let before = String(repeating: "b", count: place)
            let after = String(repeating: "ü", count: length - place)
            #expect(try parse("\"\(before)\\n\(after)\"") == .string("\(before)\n\(after)"))
        }
    }
}
