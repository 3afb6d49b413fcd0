import Sentiment
import Testing

@Suite("Tokens")
struct TokenTests {
    func tokens(_ text: String) -> [UInt64] { FeatureList.tokens(Array(text.utf8)) }

    @Test(
        "Spellings of one thing are one token",
        arguments: [
            ("soooooo", "soo"), ("GREAT", "great"), ("don’t", "don't"), ("@anna", "@b_3"),
            ("http://a.b/c", "https://d"),
            ("www.example.org", "http"), ("1984", "7"), ("22nd", "2nd"), ("!!!!!!", "!!!"),
            ("#delay", "delay"),
            ("ÉCOLE", "école"), (":D", ":d"),
        ])
    func same(first: String, second: String) {
        #expect(tokens(first) == tokens(second))
        #expect(tokens(first).count == 1)
    }

    @Test(
        "Texts fall into as many tokens as they have words, faces and runs of marks",
        arguments: [
            ("one two", 2), ("well-known", 2), ("it's", 1), ("'quoted'", 1), (":-) :( <3 ^_^ -_- (:", 6),
            ("🎉🎉", 2),
            ("at 5:30", 3), ("wait... what?!", 4), ("a,b;c", 3), ("x://y", 2), ("note:Dinner", 2), ("日本", 1),
            ("__", 1),
        ])
    func counted(text: String, count: Int) {
        #expect(tokens(text).count == count, "\(text)")
    }

    @Test("The words after a negation are features of their own, up to the next mark")
    func negationReach() {
        func count(_ text: String) -> Int {
            // A lexicon of one word: "not" is a negation.
            var table = [UInt8](repeating: 0, count: Lexicon.Entry.bytes << 4)
            let hash = FeatureList.tokens(Array("not".utf8))[0]
            let entry = Lexicon.fingerprint(hash) << 8 | UInt32(Lexicon.Code.negation)
            let slot = Lexicon.slot(hash, bits: 4) * Lexicon.Entry.bytes
            for index in 0..<4 { table[slot + index] = UInt8(truncatingIfNeeded: entry >> UInt32(index * 8)) }
            return FeatureList(Array(text.utf8), lexicon: table, lexiconBits: 4, bucketBits: 16).buckets.count
        }
        #expect(count("not aa bb cc dd ee ff") == count("xyz aa bb cc dd ee ff") + 4)
        #expect(count("not aa bb. cc dd") == count("xyz aa bb. cc dd") + 2)
        #expect(count("hasn't aa") == count("hasn'x aa") + 1)
    }
}
