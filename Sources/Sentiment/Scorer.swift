/// Says of a text whether it is negative, neutral or positive. Pure: no I/O, no clock, no floating point; the same
/// weights and text give the same score on every machine. It must never trap, whatever the bytes.
package struct Scorer: Sendable {
    /// Bytes of a text that are considered. Posts are far shorter; what follows is ignored.
    package static let textLimit = 16_384

    /// The scorer with the weights in the binary.
    package static let shipped = Scorer(model: .embedded())

    package let name = "tocsin-linear"
    /// Feature revision and checksum of the weights: other weights have another version.
    package var version: String { model.version }

    let model: SentimentModel

    init(model: SentimentModel) {
        self.model = model
    }

    /// A scorer with weights trained elsewhere.
    package init(weights: [UInt8]) throws(ModelError) {
        model = try .copying(weights)
    }

    /// `language` is what the network says of it; without it, or with one that has no weights, the text is asked.
    package func score(_ text: String, language: Language? = nil) -> Score {
        var text = text
        return text.withUTF8 { score($0, language: language) }
    }

    package func score(_ utf8: Span<UInt8>, language: Language? = nil) -> Score {
        utf8.withUnsafeBufferPointer { score($0, language: language) }
    }

    /// Does not allocate for texts of up to about 1,000 bytes.
    package func score(_ utf8: UnsafeBufferPointer<UInt8>, language: Language? = nil) -> Score {
        let count = min(utf8.count, Self.textLimit)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + TextCleaner.lookahead) {
            cleaned in
            // The room is never empty, so it has an address; an empty text is read from it and not touched.
            guard let text = cleaned.baseAddress else { return .none }
            _ = TextCleaner.clean(utf8.baseAddress ?? UnsafePointer(text), count: count, into: text)
            return withUnsafeTemporaryAllocation(
                of: UInt8.self, capacity: FeatureExtractor<WeightSum>.tokenCapacity
            ) { token in
                guard let token = token.baseAddress else { return .none }
                return score(cleaned: UnsafePointer(text), token: token, language: language)
            }
        }
    }

    private func score(
        cleaned text: UnsafePointer<UInt8>, token: UnsafeMutablePointer<UInt8>, language: Language?
    ) -> Score {
        guard let english = english(text, token) else { return .none }
        // The gate is the fourth column: not negative where the text may well be English.
        if language == .english || language == nil && english[3] >= 0 { return Score(english, .english) }
        var extractor = FeatureExtractor(
            text: text, lexicon: model.lexicon, token: token, sink: OtherSum(model: model))
        extractor.run()
        extractor.sink.flush()
        let tone = extractor.tone.values()
        func logits(_ language: Language) -> SIMD4<Int64> {
            model.heads[Int(language.rawValue)].other(
                sums: extractor.sink.sums(language), count: extractor.sink.count, tone: tone, english: english
            )
        }
        if let language { return Score(logits(language), language) }
        var best = (logits: logits(.arabic), language: Language.arabic)
        for language in Language.allCases.dropFirst(2) {
            let logits = logits(language)
            if logits[3] > best.logits[3] { best = (logits, language) }
        }
        return Score(best.logits, best.language)
    }

    /// The logits and the gate of an English reading, nil where there is neither word nor face.
    private func english(
        _ text: UnsafePointer<UInt8>, _ token: UnsafeMutablePointer<UInt8>
    ) -> SIMD4<Int64>? {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: WeightSum.capacity) { buckets in
            guard let buffer = buckets.baseAddress else { return nil }
            var extractor = FeatureExtractor(
                text: text, lexicon: model.lexicon, token: token,
                sink: WeightSum(model: model, buffer: buffer))
            extractor.run()
            extractor.sink.flush()
            guard !extractor.tone.isEmpty else { return nil }
            var logits = model.heads[Int(Language.english.rawValue)].english(
                sums: extractor.sink.sums, words: extractor.wordSums, count: extractor.sink.count,
                tone: extractor.tone.values())
            // Faces and emoji are of no language.
            if !extractor.hasLetters { logits[3] = 0 }
            return logits
        }
    }
}
