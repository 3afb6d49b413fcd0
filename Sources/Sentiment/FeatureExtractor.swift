/// Second pass: cleaned text in, features and tone out. Within a feature revision not one feature may change,
/// since weights are trained for exactly these.
struct FeatureExtractor<Sink: FeatureSink> {
    /// Bytes of a token that are looked at; what is longer is no word.
    static var tokenLimit: Int { 48 }
    /// Letters of another script that are taken together at most.
    static var letterRun: Int { 4 }
    /// Words after a negation that are also counted as negated ones.
    static var negationReach: Int { 4 }
    /// Room for a token between its brackets.
    static var tokenCapacity: Int { tokenLimit + 4 }

    let lexicon: Lexicon
    let token: UnsafeMutablePointer<UInt8>
    var sink: Sink
    var tone = ToneMeter()
    /// The words' own weights, class by class.
    var wordSums = SIMD4<Int64>()
    var hasLetters = false
    var previous = FeatureHash.start
    var negatedWords = 0
    var text: UnsafePointer<UInt8>
    var position = 0

    init(text: UnsafePointer<UInt8>, lexicon: Lexicon, token: UnsafeMutablePointer<UInt8>, sink: Sink) {
        self.text = text
        self.lexicon = lexicon
        self.token = token
        self.sink = sink
    }

    /// Reads to the zero bytes behind the text.
    mutating func run() {
        while true {
            let byte = text[position]
            if byte == Ascii.space {
                position += 1
            } else if byte == 0 {
                break
            } else if Ascii.isLetter(byte) || Ascii.isDigit(byte) {
                if (byte | 0x20) == 0x68 || (byte | 0x20) == 0x77, skipAddress() { continue }
                readWord()
            } else {
                readMark(byte)
            }
        }
        sink.add(FeatureHash.bigram(previous, FeatureHash.end))
    }

    // MARK: - What a token becomes

    /// Unigram, bigram, and the word's own weights. Returns its code.
    @inline(__always) @discardableResult mutating func emitToken(_ hash: UInt64) -> Int8 {
        sink.add(FeatureHash.word(hash))
        sink.add(FeatureHash.bigram(previous, hash))
        previous = hash
        sink.word(hash)
        let entry = lexicon.entry(hash)
        wordSums &+= entry.weights
        return entry.code
    }

    /// A face or symbol: text as it stands, known to the lexicon, without character n-grams.
    mutating func emitSymbol(length: Int) {
        var hash = FeatureHash.offset
        for offset in 0..<length {
            let byte = text[position + offset]
            hash = FeatureHash.extend(hash, Ascii.isUpper(byte) ? byte | 0x20 : byte)
        }
        position += length
        let code = emitToken(hash)
        tone.add(code: code, isCapitals: false)
    }

    /// Letters of another script, one to four at a time: five bytes of it are hardly two letters.
    mutating func emitLetters(length: Int) {
        token[0] = Ascii.lessThan
        token[length + 1] = Ascii.greaterThan
        var first = 0
        while first < length + 1 {
            var hash = FeatureHash.letters
            var end = first
            for _ in 0..<Self.letterRun where end < length + 2 {
                let next = min(length + 2, end + Ascii.length(lead: token[end]))
                while end < next {
                    hash = FeatureHash.extend(hash, token[end])
                    end += 1
                }
                sink.reserve(1)
                sink.addCharacters(FeatureHash.word(hash))
            }
            first += Ascii.length(lead: token[first])
        }
    }

    /// Characters of the token between brackets, three to five at a time.
    @inline(__always) mutating func emitCharacters(length: Int) {
        token[0] = Ascii.lessThan
        token[length + 1] = Ascii.greaterThan
        // Three for each byte but the first few; the longest token stays below what may be reserved.
        sink.reserve(3 * length)
        var window = UInt64(Ascii.lessThan) << 16 | UInt64(token[1]) << 8 | UInt64(token[2])
        sink.addCharacters(FeatureHash.characters(window))
        guard length > 1 else { return }
        window = window << 8 | UInt64(token[3])
        sink.addCharacters(FeatureHash.characters(window & 0xFF_FFFF))
        sink.addCharacters(FeatureHash.characters(window))
        guard length > 2 else { return }
        for index in 4..<length + 2 {
            window = window << 8 | UInt64(token[index])
            sink.addCharacters(FeatureHash.characters(window & 0xFF_FFFF))
            sink.addCharacters(FeatureHash.characters(window & 0xFFFF_FFFF))
            sink.addCharacters(FeatureHash.characters(window & 0xFF_FFFF_FFFF))
        }
    }
}
