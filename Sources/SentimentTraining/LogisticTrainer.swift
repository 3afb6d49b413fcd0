/// Averaged stochastic gradient descent on the logistic loss, one class against the rest, L2-regularised, with
/// classes balanced. One order of examples by a fixed seed: the same data give the same weights.
struct LogisticTrainer {
    var regularisation: Float = 2e-5
    var epochs = 8
    /// Averaging begins after this many, when the first large steps are over.
    var epochsBeforeAveraging = 1
    var seed: UInt64 = 1
    var bucketBits: Int

    init(bucketBits: Int) { self.bucketBits = bucketBits }

    func train(_ matrix: FeatureMatrix, progress: (Int) -> Void = { _ in }) -> LinearModel {
        let inputs = matrix.dense.first?.count ?? 0
        let size = 1 << bucketBits
        // Weights are scale * w, and their running sum is sum(scale) * w + correction, so that a step touches
        // only the row's own features (Bottou's trick for averaging and shrinking sparse rows).
        var weights = [Float](repeating: 0, count: 3 * (size + inputs + 1))
        var corrections = weights
        var scale: Float = 1
        var scaleSum: Float = 0
        var averaged: Float = 0

        let counts = (0..<3).map { label in matrix.labels.reduce(0) { $0 + ($1 == label ? 1 : 0) } }
        var order = Array(0..<matrix.count)
        var random = SplitMix(seed: seed)
        // The schedule of Bottou: the first step is about the size of a typical weight.
        let typical = (1 / regularisation.squareRoot()).squareRoot()
        let offset = 1 / (typical * regularisation)
        var step: Float = 0

        for epoch in 0..<epochs {
            random.shuffle(&order)
            let isAveraging = epoch >= epochsBeforeAveraging
            for index in order {
                let rate = 1 / (regularisation * (offset + step))
                step += 1
                let gradients = gradients(matrix, index, weights, scale, counts)
                scale *= 1 - rate * regularisation
                apply(matrix, index, gradients, rate / scale, scaleSum, &weights, &corrections)
                if isAveraging {
                    scaleSum += scale
                    averaged += 1
                }
            }
            progress(epoch + 1)
        }
        return model(weights, corrections, scaleSum, max(1, averaged), inputs)
    }

    private func gradients(
        _ matrix: FeatureMatrix, _ index: Int, _ weights: [Float], _ scale: Float, _ counts: [Int]
    ) -> (Float, Float, Float) {
        var sums: (Float, Float, Float) = (0, 0, 0)
        for position in matrix.row(index) {
            let first = Int(matrix.buckets[position]) * 3
            sums.0 += weights[first]
            sums.1 += weights[first + 1]
            sums.2 += weights[first + 2]
        }
        let value = matrix.value(index)
        var rest: (Float, Float, Float) = (0, 0, 0)
        var first = 3 << bucketBits
        for input in matrix.dense[index] + [1] {
            rest.0 += input * weights[first]
            rest.1 += input * weights[first + 1]
            rest.2 += input * weights[first + 2]
            first += 3
        }
        func gradient(_ column: Int, _ score: Float) -> Float {
            let isIn = matrix.labels[index] == column
            let share = isIn ? counts[column] : matrix.count - counts[column]
            let balance = Float(matrix.count) / (2 * Float(max(1, share)))
            return balance * ((isIn ? 1 : 0) - Logistic.function(score * scale))
        }
        return (
            gradient(0, sums.0 * value + rest.0), gradient(1, sums.1 * value + rest.1),
            gradient(2, sums.2 * value + rest.2)
        )
    }

    private func apply(
        _ matrix: FeatureMatrix, _ index: Int, _ gradients: (Float, Float, Float), _ rate: Float,
        _ scaleSum: Float,
        _ weights: inout [Float], _ corrections: inout [Float]
    ) {
        func move(_ first: Int, _ value: Float) {
            let moves = (gradients.0 * value * rate, gradients.1 * value * rate, gradients.2 * value * rate)
            weights[first] += moves.0
            weights[first + 1] += moves.1
            weights[first + 2] += moves.2
            corrections[first] -= scaleSum * moves.0
            corrections[first + 1] -= scaleSum * moves.1
            corrections[first + 2] -= scaleSum * moves.2
        }
        let value = matrix.value(index)
        for position in matrix.row(index) { move(Int(matrix.buckets[position]) * 3, value) }
        var first = 3 << bucketBits
        // The bias is not shrunk in theory; here it shares the rows' scale, and shrinks by next to nothing.
        for input in matrix.dense[index] + [1] {
            move(first, input)
            first += 3
        }
    }

    private func model(
        _ weights: [Float], _ corrections: [Float], _ scaleSum: Float, _ averaged: Float, _ inputs: Int
    ) -> LinearModel {
        var result = LinearModel(bucketBits: bucketBits, denseInputs: inputs)
        func average(_ index: Int) -> Float { (scaleSum * weights[index] + corrections[index]) / averaged }
        for index in result.buckets.indices { result.buckets[index] = average(index) }
        for column in 0..<3 {
            for input in 0..<inputs {
                result.dense[column][input] = average((3 << bucketBits) + input * 3 + column)
            }
            result.biases[column] = average((3 << bucketBits) + inputs * 3 + column)
        }
        return result
    }
}
