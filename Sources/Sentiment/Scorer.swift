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

    package func score(_ text: String) -> Score {
        var text = text
        return text.withUTF8 { score($0) }
    }

    package func score(_ utf8: Span<UInt8>) -> Score {
        utf8.withUnsafeBufferPointer { score($0) }
    }

    /// Does not allocate for texts of up to about 1,000 bytes.
    package func score(_ utf8: UnsafeBufferPointer<UInt8>) -> Score {
        let count = min(utf8.count, Self.textLimit)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + TextCleaner.lookahead) {
            cleaned in
            // The room is never empty, so it has an address; an empty text is read from it and not touched.
            guard let text = cleaned.baseAddress else { return .none }
            _ = TextCleaner.clean(utf8.baseAddress ?? UnsafePointer(text), count: count, into: text)
            return score(cleaned: UnsafePointer(text))
        }
    }

    private func score(cleaned text: UnsafePointer<UInt8>) -> Score {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: WeightSum.capacity) { buckets in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: FeatureExtractor<WeightSum>.tokenCapacity)
            { token in
                guard let buffer = buckets.baseAddress, let token = token.baseAddress else { return .none }
                var extractor = FeatureExtractor(
                    text: text, lexicon: model.lexicon, token: token,
                    sink: WeightSum(model: model, buffer: buffer))
                extractor.run()
                extractor.sink.flush()
                guard !extractor.tone.isEmpty else { return .none }
                return Score(
                    logits: model.logits(
                        sums: extractor.sink.sums, count: extractor.sink.count, tone: extractor.tone.values())
                )
            }
        }
    }
}
