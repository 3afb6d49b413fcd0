import Testing

@testable import SentimentTraining

@Suite("Lines of a corpus")
struct JSONLineTests {
    func line(_ text: String) -> JSONLine? { JSONLine(Array(text.utf8)[...]) }

    @Test("Strings and whole numbers are read, everything else is stepped over")
    func fields() throws {
        let fields = try #require(
            line(
                #" {"text": "a\"\\\/\n\u00e9\ud83d\ude00", "label": -1, "x": null, "y": [1, {"z": "]"}], "r": 1.5} "#
            ))
        #expect(String(decoding: fields.strings["text"] ?? [], as: UTF8.self) == "a\"\\/\né😀")
        #expect(fields.numbers == ["label": -1])
        #expect(line("{}") != nil)
    }

    @Test(
        "What is no object is refused",
        arguments: [
            "", "[]", "{", "{\"a\"}", "{\"a\": }x", "{\"a\": \"b}", #"{"a": "\q"}"#, #"{"a": "\u12"}"#,
            "{\"a\": 1",
        ])
    func refused(text: String) { #expect(line(text) == nil) }

    @Test("Nesting is bounded")
    func nesting() {
        #expect(line("{\"a\": " + String(repeating: "[", count: 100_000)) == nil)
    }
}
