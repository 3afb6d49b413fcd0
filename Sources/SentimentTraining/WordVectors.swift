import Sentiment

/// A vector for each word that occurs often enough, from the company it keeps: words used alike get vectors alike,
/// so that what is learnt of one is learnt of its neighbours. No label is looked at.
///
/// Positive pointwise mutual information within a window, and the subspace in which most of it lies (Levy and
/// Goldberg 2014), found by subspace iteration from a seeded start.
struct WordVectors {
    /// Words seen less often than this have no vector.
    static let occurrencesMin = 4
    /// The most frequent words; with the lexicon's they fill a table of 2^15 entries to three quarters.
    static let wordsMax = 16_000
    static let window = 10
    static let dimensions = 200
    static let iterations = 4

    private(set) var indexes: [UInt64: Int] = [:]
    /// One after another, each of length one.
    private(set) var vectors: [Float] = []
    /// What a word weighs in a text: the rarer, the more.
    private(set) var rarities: [Float] = []

    var count: Int { rarities.count }

    /// From texts as lists of tokens.
    init(_ texts: [[UInt64]]) {
        var occurrences: [UInt64: Int] = [:]
        var documents: [UInt64: Int] = [:]
        for text in texts {
            for token in text { occurrences[token, default: 0] += 1 }
            for token in Set(text) { documents[token, default: 0] += 1 }
        }
        // In order of the hash: a dictionary's own order differs from run to run.
        let frequent = occurrences.filter { $0.value >= Self.occurrencesMin }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let words = frequent.prefix(Self.wordsMax).map(\.key).sorted()
        for (index, word) in words.enumerated() { indexes[word] = index }
        rarities = words.map { Deterministic.logarithm(Double(texts.count) / Double(documents[$0] ?? 1)) }
            .map(Float.init)
        let numbers = texts.map { text in text.map { indexes[$0] ?? -1 } }
        vectors = Self.subspace(Association(numbers, words: words.count), words: words.count)
    }

    /// What the vectors of a text weigh beside a row of length one.
    static let scale: Float = 0.2

    /// The vectors of a text's words, weighed; `value` is that of the row's other features.
    func sum(_ tokens: [UInt64], _ value: Float) -> [Float] {
        var sum = [Float](repeating: 0, count: Self.dimensions)
        for token in tokens {
            guard let index = indexes[token] else { continue }
            let weight = rarities[index] * Self.scale * value
            for (dimension, part) in vector(index).enumerated() { sum[dimension] += part * weight }
        }
        return sum
    }

    /// What each word weighs in each class, by the weights that a model gave the vectors' dimensions.
    func weights(_ model: LinearModel, from first: Int) -> [Float] {
        var weights = [Float](repeating: 0, count: 3 * count)
        for index in 0..<count {
            for column in 0..<3 {
                var product: Float = 0
                for (value, weight) in zip(vector(index), model.dense[column][first...]) {
                    product += value * weight
                }
                weights[index * 3 + column] = product * rarities[index] * Self.scale
            }
        }
        return weights
    }

    func vector(_ index: Int) -> ArraySlice<Float> {
        vectors[index * Self.dimensions..<(index + 1) * Self.dimensions]
    }

    private static func subspace(_ matrix: Association, words: Int) -> [Float] {
        var random = SplitMix(seed: 1)
        var block = (0..<words * dimensions).map { _ in
            Float(Int64(random.next() >> 40)) / Float(1 << 24) - 0.5
        }
        for _ in 0..<iterations {
            block = matrix.times(block, columns: dimensions)
            orthonormalise(&block, words: words)
        }
        block = matrix.times(block, columns: dimensions)
        for word in 0..<words {
            let row = word * dimensions..<(word + 1) * dimensions
            let length = block[row].reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
            if length > 0 { for index in row { block[index] /= length } }
        }
        return block
    }

    /// Gram and Schmidt over the columns. A column that depends on those before it becomes zero.
    private static func orthonormalise(_ block: inout [Float], words: Int) {
        var columns = [Float](repeating: 0, count: block.count)
        for word in 0..<words {
            for column in 0..<dimensions {
                columns[column * words + word] = block[word * dimensions + column]
            }
        }
        columns.withUnsafeMutableBufferPointer { columns in
            for column in 0..<dimensions {
                let own = column * words
                for before in 0..<column {
                    let other = before * words
                    var product: Float = 0
                    for word in 0..<words { product += columns[own + word] * columns[other + word] }
                    for word in 0..<words { columns[own + word] -= product * columns[other + word] }
                }
                var square: Float = 0
                for word in 0..<words { square += columns[own + word] * columns[own + word] }
                let length = square.squareRoot()
                let factor: Float = length > 1e-6 ? 1 / length : 0
                for word in 0..<words { columns[own + word] *= factor }
            }
        }
        for word in 0..<words {
            for column in 0..<dimensions {
                block[word * dimensions + column] = columns[column * words + word]
            }
        }
    }
}
