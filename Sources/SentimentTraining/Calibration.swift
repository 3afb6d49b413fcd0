/// Finds the temperature by which a model's scores are to be divided, so that its probabilities mean what they say
/// where the three classes are equally frequent. The order of the scores stays, and so does every label.
enum Calibration {
    /// Tried in this order; among equals the first wins.
    static let temperatures = stride(from: Float(0.5), through: 8, by: 0.125)

    static func temperature(_ scores: [[Float]], _ labels: [Int]) -> Float {
        var least = Double.infinity
        var chosen: Float = 1
        for temperature in temperatures {
            let loss = loss(scores, labels, temperature)
            if loss < least {
                least = loss
                chosen = temperature
            }
        }
        return chosen
    }

    /// Brier's score, each class weighing the same: squares need no logarithm of the C library's.
    private static func loss(_ scores: [[Float]], _ labels: [Int], _ temperature: Float) -> Double {
        var sums = [0.0, 0.0, 0.0]
        var counts = [0.0, 0.0, 0.0]
        for (row, label) in zip(scores, labels) {
            let top = max(row[0], row[1], row[2])
            let powers = row.map { Logistic.exponential(Double(max(-30, ($0 - top) / temperature))) }
            let sum = powers[0] + powers[1] + powers[2]
            for column in 0..<3 {
                let error = powers[column] / sum - (column == label ? 1 : 0)
                sums[label] += error * error
            }
            counts[label] += 1
        }
        return (0..<3).reduce(0) { $0 + sums[$1] / max(1, counts[$1]) }
    }
}
