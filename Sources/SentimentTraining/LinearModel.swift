/// Three columns over hashed features and dense inputs, in floating point. Exists while training only.
struct LinearModel {
    var buckets: [Float]
    /// Three weights for each word that has a vector.
    var words: [Float] = []
    /// Column by column.
    var dense: [[Float]]
    var biases: [Float]

    init(bucketBits: Int, denseInputs: Int) {
        buckets = [Float](repeating: 0, count: 3 << bucketBits)
        dense = [[Float]](repeating: [Float](repeating: 0, count: denseInputs), count: 3)
        biases = [0, 0, 0]
    }

    func scores(_ matrix: FeatureMatrix, _ index: Int) -> [Float] {
        var sums: [Float] = [0, 0, 0]
        for position in matrix.row(index) {
            let first = Int(matrix.buckets[position]) * 3
            sums[0] += buckets[first]
            sums[1] += buckets[first + 1]
            sums[2] += buckets[first + 2]
        }
        let value = matrix.value(index)
        for column in 0..<3 {
            var rest = biases[column]
            for (input, weight) in zip(matrix.dense[index], dense[column]) { rest += input * weight }
            sums[column] = sums[column] * value + rest
        }
        return sums
    }

    func divided(by divisor: Float) -> LinearModel {
        var result = self
        for index in buckets.indices { result.buckets[index] /= divisor }
        for index in words.indices { result.words[index] /= divisor }
        for column in 0..<3 {
            for input in dense[column].indices { result.dense[column][input] /= divisor }
            result.biases[column] /= divisor
        }
        return result
    }

    /// Folds in a model whose scores, times `scale`, were the dense inputs from `first` on. Both are linear over the
    /// same row, so the sum is one model again and scoring costs nothing more.
    func folding(_ inner: LinearModel, from first: Int, scale: Float) -> LinearModel {
        var result = self
        for column in 0..<3 {
            result.dense[column] = Array(dense[column][..<first])
            for score in 0..<3 {
                let factor = dense[column][first + score] * scale
                for bucket in 0..<buckets.count / 3 {
                    result.buckets[bucket * 3 + column] += factor * inner.buckets[bucket * 3 + score]
                }
                for input in 0..<first { result.dense[column][input] += factor * inner.dense[score][input] }
                result.biases[column] += factor * inner.biases[score]
                for word in 0..<inner.words.count / 3 {
                    result.words[word * 3 + column] += factor * inner.words[word * 3 + score]
                }
            }
        }
        return result
    }
}
