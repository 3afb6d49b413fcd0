import Sentiment

/// The rows of a corpus: buckets one after another, four tone values and a label each.
struct FeatureMatrix {
    private(set) var buckets: [UInt32] = []
    private(set) var ends: [Int] = []
    /// Dense inputs of each row: tone values, and whatever a model trained before says of the row.
    var dense: [[Float]] = []
    private(set) var labels: [Int] = []

    /// Tone values are per mille; half of their share is their weight beside a row of length one.
    static let toneScale: Float = 0.5 / 1000

    init(_ corpus: Corpus, lexicon: (bytes: [UInt8], bits: Int), bucketBits: Int) {
        for example in corpus.examples {
            let features = FeatureList(
                example.text, lexicon: lexicon.bytes, lexiconBits: lexicon.bits, bucketBits: bucketBits)
            buckets.append(contentsOf: features.buckets)
            ends.append(buckets.count)
            let tone = features.tone
            dense.append(
                [tone.negative, tone.neutral, tone.positive, tone.compound].map { Float($0) * Self.toneScale }
            )
            labels.append(example.label)
        }
    }

    /// The same rows with nothing but their buckets.
    func withoutDense() -> FeatureMatrix {
        var result = self
        result.dense = [[Float]](repeating: [], count: count)
        return result
    }

    var count: Int { labels.count }

    func row(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Every feature weighs the same, the row has length one.
    func value(_ index: Int) -> Float { 1 / Float(max(1, row(index).count)).squareRoot() }
}
