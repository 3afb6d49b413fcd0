import Testing

@testable import Sentiment

@Suite("Cleaning")
struct TextCleanerTests {
    /// Room of exactly the size that is promised, with a guard behind it.
    func clean(_ input: [UInt8]) -> (bytes: [UInt8], isGuardWhole: Bool) {
        var output = [UInt8](repeating: 0xAA, count: input.count + TextCleaner.lookahead + 8)
        let length = input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output -> Int in
                guard let room = output.baseAddress else { return 0 }
                return TextCleaner.clean(
                    input.baseAddress ?? UnsafePointer(room), count: input.count, into: room)
            }
        }
        let isWhole = output.suffix(8).allSatisfy { $0 == 0xAA }
        return (Array(output[..<length]), isWhole)
    }

    @Test(
        "Entities, escapes and typographic marks become plain",
        arguments: [
            ("a &amp;amp; b", "a & b"), ("&lt;3 &gt; &quot;x&quot; &apos;", "<3 > \"x\" '"),
            ("&copy; & &;", "&copy; & &;"),
            ("&#8217;&#x2019;", "''"), ("&#0;&#xD800;&#99999999;", " &#xD800;&#99999999;"),
            ("\\u2026\\n", "...\\n"),
            ("\\ud83d\\ude00 \\ud83d x \\ude00", "😀   x  "), ("“Schön”—ÄÖÜ×", "\"Schön\"-äöü×"),
            ("a\u{200D}b\u{FE0F}c", "abc"),
            ("a\u{A0}b\tc\u{7F}", "a b c "),
        ])
    func plain(text: String, expected: String) {
        #expect(String(decoding: clean(Array(text.utf8)).bytes, as: UTF8.self) == expected)
    }

    @Test(
        "Whatever goes in, well-formed UTF-8 without zeros comes out, no longer than the text",
        arguments: UInt64(1)...200)
    func wellFormed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let input = random.hostileBytes()
            let (bytes, isGuardWhole) = clean(input)
            #expect(isGuardWhole, "replay with seed \(seed)")
            #expect(bytes.count <= input.count, "replay with seed \(seed)")
            #expect(String(validating: bytes, as: UTF8.self) != nil, "replay with seed \(seed)")
            #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F }, "replay with seed \(seed)")
        }
    }
}
