import Sentiment

/// Lays out the lexicon's table: the words that change the tone of others, which are ours, and the words with a
/// tone, which are VADER's. A word that cleaning and tokens make more or less than one token of is left out.
struct LexiconBuilder {
    private(set) var codes: [UInt64: Int8] = [:]

    init() {
        insert(WordLists.negations, Lexicon.Code.negation)
        insert(WordLists.boosters, Lexicon.Code.booster)
        insert(WordLists.dampeners, Lexicon.Code.dampener)
        insert(WordLists.contrasts, Lexicon.Code.contrast)
    }

    private mutating func insert(_ words: [String], _ code: Int8) {
        for word in words {
            for hash in FeatureList.tokens(Array(word.utf8)).prefix(1) { codes[hash] = code }
        }
    }

    /// Adds a file in VADER's format: word, mean tone from -4 to 4, and more, between tabs. The first of two
    /// spellings that become one token wins. Returns how many words were taken.
    mutating func addTones(_ path: String) throws(TrainingError) -> Int {
        var taken = 0
        var number = 0
        for line in try DataFile.read(path).split(separator: 0x0A) {
            number += 1
            let fields = line.split(separator: 0x09)
            guard fields.count >= 2, let tenths = Self.tenths(fields[1]) else {
                throw .malformed(path: path, line: number, reason: "expected a word, a tab and a tone")
            }
            let tokens = FeatureList.tokens(Array(fields[0]))
            guard tokens.count == 1, tenths != 0, abs(tenths) <= Int(Lexicon.Code.toneLimit) else { continue }
            guard codes[tokens[0]] == nil else { continue }
            codes[tokens[0]] = Int8(tenths)
            taken += 1
        }
        return taken
    }

    /// "-1.5" is -15, without floating point.
    private static func tenths(_ field: ArraySlice<UInt8>) -> Int? {
        let parts = field.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2,
            let whole = Int(String(decoding: first, as: UTF8.self))
        else {
            return nil
        }
        guard parts.count == 2 else { return whole * 10 }
        guard let digit = parts[1].first, (0x30...0x39).contains(digit) else { return nil }
        let isNegative = first.first == 0x2D
        return whole * 10 + (isNegative ? -1 : 1) * Int(digit - 0x30)
    }

    /// The table at most three quarters full, so that lookups end soon.
    func table(_ weights: [UInt64: [Int8]] = [:]) throws(TrainingError) -> (bytes: [UInt8], bits: Int) {
        let words = Set(codes.keys).union(weights.keys)
        guard let bits = ModelFormat.lexiconBits.first(where: { 3 << $0 >= words.count * 4 }) else {
            throw .lexiconFull(words: words.count)
        }
        var entries = [UInt64](repeating: 0, count: 1 << bits)
        // In order of the hash: a set's own order differs from run to run.
        for hash in words.sorted() {
            var slot = Lexicon.slot(hash, bits: bits)
            while entries[slot] != 0 { slot = (slot + 1) & ((1 << bits) - 1) }
            entries[slot] =
                UInt64(Lexicon.fingerprint(hash)) << 8 | UInt64(UInt8(bitPattern: codes[hash] ?? 0))
            for (column, weight) in (weights[hash] ?? []).enumerated() {
                entries[slot] |= UInt64(UInt8(bitPattern: weight)) << UInt64(32 + 8 * column)
            }
        }
        var bytes: [UInt8] = []
        for entry in entries { bytes.appendLittleEndian(entry) }
        return (bytes, bits)
    }
}
