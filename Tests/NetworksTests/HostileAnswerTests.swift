import Testing

@testable import Networks

/// What the readers do with bytes that somebody made for them: an answer or an error, never a trap.
@Suite("Hostile answers")
struct HostileAnswerTests {
    /// The same numbers for the same seed (SplitMix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let pieces = [
        "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e9", "9223372036854775807", "0.5", "\\ud800", "<",
        ">",
        "</", "<![CDATA[", "]]>", "<!--", "&#x110000;", "&amp;", "\u{FEFF}", "\0", "<!DOCTYPE x [",
        "xml:base=\"../\"",
    ]

    private static func mutated(_ bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1:
                bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
            case 2:
                bytes.insert(
                    contentsOf: Self.pieces.randomElement(using: &random)?.utf8 ?? "".utf8, at: place)
            case 3: bytes = Array(bytes[..<place])
            default:
                let end = min(bytes.count, place + Int.random(in: 1...200, using: &random))
                bytes.insert(
                    contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }

    @Test("Each shape, changed at random, is read or refused", arguments: 0..<16)
    func changed(index: Int) throws {
        let (file, read) = Corpus.readers[index]
        let original = try Corpus.bytes(file)
        var random = Seeded(state: UInt64(index) + 1)
        var readCount = 0
        var refusedCount = 0
        for _ in 0..<400 {
            do throws(ReadingError) {
                try read(Self.mutated(original, &random))
                readCount += 1
            } catch {
                #expect(!error.description.isEmpty)
                refusedCount += 1
            }
        }
        #expect(readCount > 0 && refusedCount > 0, "\(file): \(readCount) read, \(refusedCount) refused")
    }

    @Test("Each reader gets every other shape, and refuses or reads nothing of it")
    func mistaken() throws {
        #expect(Corpus.readers.count == 16)
        var refusals = 0
        for (file, read) in Corpus.readers {
            for (other, _) in Corpus.readers where other != file {
                let bytes = try Corpus.bytes(other)
                do throws(ReadingError) {
                    try read(bytes)
                } catch {
                    refusals += 1
                }
            }
        }
        #expect(refusals > 100)
    }

    @Test(
        "One entry that is no JSON does not take the others with it",
        arguments: [
            "18446744073709551616", "1e999", #""\ud800""#, #"{"a": 1, "a": 2}"#, #""\x""#, "\"\u{1}\"",
            String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000),
        ])
    func poisoned(value: String) throws {
        let good = #"{"id": "1", "content": "a } ] \" [ {"}"#
        let bad = #"{"id": "2", "content": "x", "poison": \#(value)}"#
        for answer in [
            "[\(good), \(bad), \(good)]", #"{"accounts": [], "statuses": [\#(good),\#(bad),\#(good)]}"#,
        ] {
            let page = try MastodonReader.statuses(Array(answer.utf8))
            #expect(page.posts.map(\.id) == ["1", "1"])
            #expect(page.entries == 3)
            #expect(page.refused.count == 1 && page.refused[0].path.hasSuffix("[1]"))
        }
        #expect(throws: ReadingError.self) {
            try MastodonReader.statuses(Array("[\(good), \(value.dropLast())".utf8))
        }
    }

    @Test("Depth and size are bounded")
    func bounds() {
        let deep = Array((String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).utf8)
        let big = [UInt8](repeating: 0x20, count: ReadingLimits.answerBytesMax + 1)
        let long = Array(("[" + String(repeating: "{},", count: 5_000) + "{}]").utf8)
        for bytes in [deep, big, long] {
            #expect(throws: ReadingError.self) { try MastodonReader.statuses(bytes) }
        }
        #expect(throws: ReadingError.self) { try FeedReader.entries(big, from: nil) }
    }
}
