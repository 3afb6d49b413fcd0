/// The features of one text as a list, for training. The same extraction as in scoring, never another.
package struct FeatureList: Sendable {
    package private(set) var buckets: [UInt32] = []
    package private(set) var tone = ToneValues()

    /// `lexicon` is laid out as in the weights and has 2^lexiconBits entries, one of them free.
    package init(_ utf8: [UInt8], lexicon: [UInt8], lexiconBits: Int, bucketBits: Int) {
        precondition(lexicon.count == Lexicon.Entry.bytes << lexiconBits, "the lexicon has the wrong size")
        let sink = BucketList(space: BucketSpace(bits: bucketBits))
        let end = lexicon.withUnsafeBufferPointer { entries -> FeatureExtractor<BucketList>? in
            entries.baseAddress.map { Self.extract(utf8, Lexicon(entries: $0, bits: lexiconBits), sink) }
        }
        guard let end else { return }
        buckets = end.sink.buckets
        tone = end.tone.values()
    }

    /// The hashes of a text's tokens, by which a lexicon knows them.
    package static func tokens(_ utf8: [UInt8]) -> [UInt64] {
        let empty = [UInt8](repeating: 0, count: Lexicon.Entry.bytes << ModelFormat.lexiconBits.lowerBound)
        return empty.withUnsafeBufferPointer { entries in
            entries.baseAddress.map {
                extract(
                    utf8, Lexicon(entries: $0, bits: ModelFormat.lexiconBits.lowerBound),
                    BucketList(space: BucketSpace(bits: ModelFormat.bucketBits.lowerBound)))
            }?.sink.words ?? []
        }
    }

    /// The bucket of a token by itself.
    package static func bucket(token: UInt64, bucketBits: Int) -> Int {
        Int(BucketSpace(bits: bucketBits).word(FeatureHash.word(token)))
    }

    /// The extractor as it stands at the end of the text; its pointers are dangling by then.
    private static func extract(
        _ utf8: [UInt8], _ lexicon: Lexicon, _ sink: BucketList
    ) -> FeatureExtractor<BucketList> {
        let count = min(utf8.count, Scorer.textLimit)
        var cleaned = [UInt8](repeating: 0, count: count + TextCleaner.lookahead)
        var token = [UInt8](repeating: 0, count: FeatureExtractor<BucketList>.tokenCapacity)
        return cleaned.withUnsafeMutableBufferPointer { cleaned in
            token.withUnsafeMutableBufferPointer { token in
                utf8.withUnsafeBufferPointer { input in
                    guard let text = cleaned.baseAddress, let token = token.baseAddress else {
                        preconditionFailure("a buffer that is never empty has an address")
                    }
                    _ = TextCleaner.clean(input.baseAddress ?? UnsafePointer(text), count: count, into: text)
                    var extractor = FeatureExtractor(
                        text: UnsafePointer(text), lexicon: lexicon, token: token, sink: sink)
                    extractor.run()
                    return extractor
                }
            }
        }
    }
}

/// Keeps every bucket and token.
private struct BucketList: FeatureSink {
    let space: BucketSpace
    var buckets: [UInt32] = []
    var words: [UInt64] = []

    mutating func add(_ hash: UInt64) { buckets.append(space.word(hash)) }
    mutating func reserve(_ count: Int) {}
    mutating func addCharacters(_ hash: UInt64) { buckets.append(space.characters(hash)) }
    mutating func word(_ hash: UInt64) { words.append(hash) }
}
