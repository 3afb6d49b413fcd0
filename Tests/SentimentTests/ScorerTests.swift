import Sentiment
import Testing

@Suite("The shipped scorer")
struct ScorerTests {
    let scorer = Scorer.shipped

    /// These change with the weights, and only with them.
    @Test("Known texts have the scores that were recorded with the weights", arguments: Golden.all)
    func golden(expected: Golden) {
        let score = scorer.score(expected.text)
        #expect(score.label == expected.label, "\(expected.text)")
        #expect(score.valence == expected.valence, "\(expected.text)")
        #expect(score.confidence == expected.confidence, "\(expected.text)")
        #expect(score.language == expected.language, "\(expected.text)")
    }

    @Test("The name and the version of the recorded scores are those of the weights")
    func version() {
        #expect(scorer.name == "tocsin-linear")
        #expect(scorer.version == Golden.version)
    }

    @Test("A text scores the same as string, as bytes, as span and again")
    func sameByEveryDoor() {
        let text = "The lounge was closed & nobody told us 😡 http://example.org/x"
        let bytes = Array(text.utf8)
        let score = scorer.score(text)
        #expect(scorer.score(bytes.span) == score)
        #expect(bytes.withUnsafeBufferPointer { scorer.score($0) } == score)
        #expect(scorer.score(text) == score)
    }

    @Test(
        "A text without a word is neutral, and says that it is a guess",
        arguments: ["", " \n\t", "!!! ...", "\u{0}\u{1}"])
    func nothingToSay(text: String) {
        let score = scorer.score(text)
        #expect(score.label == .neutral)
        #expect(score.valence == 0)
        #expect(score.confidence == 334)
    }

    @Test("Whom a text names, where it links and how many it counts do not matter")
    func placeholders() {
        let score = scorer.score("@anna waited 45 minutes, see https://example.org/a?b=c")
        #expect(scorer.score("@bernd_2 waited 7 minutes, see www.example.com") == score)
    }

    @Test("A text escaped once or twice by a feed scores as the plain one")
    func escapes() {
        let score = scorer.score("I don't <3 this & that 😀")
        #expect(scorer.score("I don&#39;t &lt;3 this &amp; that &#128512;") == score)
        #expect(scorer.score("I don&amp;#x27;t &amp;lt;3 this &amp;amp; that \\ud83d\\ude00") == score)
        #expect(scorer.score("I don\\u2019t <3 this & that 😀") == score)
    }

    @Test("Negation turns praise round")
    func negation() {
        #expect(scorer.score("I love this airline").label == .positive)
        #expect(scorer.score("I don't love this airline").valence < 0)
    }

    @Test("Faces speak without words")
    func faces() {
        #expect(scorer.score("😍😍").valence > scorer.score("😡😡").valence)
        #expect(scorer.score(":-)").valence > scorer.score(":-(").valence)
        #expect(scorer.score("👍🏽") == scorer.score("👍"))
    }

    @Test("Only the first 16 KiB of a text are read, and a cut letter there is harmless")
    func longTexts() {
        let filler = String(repeating: "delayed again 😡 ", count: 4_000)
        let head = Array(filler.utf8.prefix(Scorer.textLimit))
        #expect(scorer.score(filler) == scorer.score(head.span))
        for length in (Scorer.textLimit - 4)...(Scorer.textLimit + 4) {
            _ = scorer.score(Array(filler.utf8.prefix(length)).span)
        }
        _ = scorer.score(String(repeating: "a", count: 100_000))
        _ = scorer.score(String(repeating: ".a", count: 100_000))
        _ = scorer.score(String(repeating: "#a", count: 100_000))
    }

    @Test("Malformed UTF-8 counts as a space")
    func malformed() {
        let plain = scorer.score("good  service")
        for broken: [UInt8] in [
            [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0xAF],
        ] {
            let bytes = Array("good ".utf8) + broken + Array(" service".utf8)
            #expect(scorer.score(bytes.span) == plain, "\(broken)")
        }
    }

    @Test("What the network says of the language is believed; a tag without weights is not")
    func languageTags() {
        let text = "Der Zug ist schon wieder ausgefallen"
        #expect(scorer.score(text).language == .german)
        #expect(scorer.score(text, language: .english).language == .english)
        #expect(scorer.score(text, language: .german) == scorer.score(text))
        #expect(Language(tag: "pt-BR") == .portuguese)
        #expect(Language(tag: "PT_br") == .portuguese)
        #expect(Language(tag: "por") == nil)
        #expect(Language(tag: "ja") == nil)
        #expect(Language(tag: "") == nil)
    }

    @Test("The three probabilities add up, and the label has the largest", arguments: Golden.all)
    func probabilities(expected: Golden) {
        let score = scorer.score(expected.text)
        let shares = score.probabilities
        #expect((999...1000).contains(shares.negative + shares.neutral + shares.positive))
        #expect(max(shares.negative, shares.neutral, shares.positive) - score.confidence <= 1)
    }

    @Test("No bytes make the scorer trap, and every score is within its bounds", arguments: UInt64(1)...200)
    func neverTraps(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let bytes = random.hostileBytes()
            let score = scorer.score(bytes.span)
            #expect((-1000...1000).contains(score.valence), "replay with seed \(seed)")
            #expect((334...1000).contains(score.confidence), "replay with seed \(seed)")
            #expect(score == scorer.score(bytes.span), "replay with seed \(seed)")
            for language in Language.allCases {
                let read = scorer.score(bytes.span, language: language)
                #expect((334...1000).contains(read.confidence), "replay with seed \(seed)")
            }
        }
    }
}
