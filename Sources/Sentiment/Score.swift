/// The three classes of the model, in the order of its columns.
package enum SentimentLabel: UInt8, Sendable, CaseIterable, CustomStringConvertible {
    case negative = 0
    case neutral = 1
    case positive = 2

    package var name: String {
        switch self {
        case .negative: "negative"
        case .neutral: "neutral"
        case .positive: "positive"
        }
    }

    package var description: String { name }
}

/// What the scorer says of a text. Integers only: a score decides, is recorded and is replayed, so every
/// machine must give the same one.
package struct Score: Sendable, Equatable, Hashable {
    /// The class with the highest probability; between equals the one of less consequence, neutral first.
    package let label: SentimentLabel
    /// Probability of positive less probability of negative, per mille: -1000 ... 1000.
    package let valence: Int32
    /// Probability of the label, per mille: 334 ... 1000.
    package let confidence: Int32

    /// Probability of neutral, per mille.
    package let neutral: Int32
    /// The language whose weights were used.
    package let language: Language

    /// The three probabilities per mille: they add up to 1000, less 1 where rounding wants it.
    package var probabilities: (negative: Int32, neutral: Int32, positive: Int32) {
        let rest = 1000 - neutral
        return ((rest - valence) / 2, neutral, (rest + valence) / 2)
    }

    /// For a text that says nothing: neither words nor faces.
    static let none = Score(logits: (0, 0, 0))

    /// From class logits in 16.16 fixed point.
    init(logits: (negative: Int64, neutral: Int64, positive: Int64), language: Language = .english) {
        self.language = language
        let shares = FixedPoint.softmax(logits.negative, logits.neutral, logits.positive)
        neutral = Int32(truncatingIfNeeded: shares.1)
        valence = Int32(truncatingIfNeeded: shares.2 - shares.0)
        if shares.1 >= shares.0, shares.1 >= shares.2 {
            label = .neutral
            confidence = Int32(truncatingIfNeeded: shares.1)
        } else if shares.0 >= shares.2 {
            label = .negative
            confidence = Int32(truncatingIfNeeded: shares.0)
        } else {
            label = .positive
            confidence = Int32(truncatingIfNeeded: shares.2)
        }
    }

    init(_ logits: SIMD4<Int64>, _ language: Language) {
        self.init(logits: (logits[0], logits[1], logits[2]), language: language)
    }
}
