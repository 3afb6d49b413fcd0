package import Sentiment

/// How the verdicts of a scorer compare with those of people.
package struct Evaluation: Sendable, Equatable {
    package let name: String
    /// Row: what people said; column: what the scorer said.
    package private(set) var confusion = [[Int]](repeating: [0, 0, 0], count: 3)

    /// Scores every text of a corpus file, packed or not.
    package init(name: String, file: String, scorer: Scorer, source: String? = nil) throws(TrainingError) {
        self.name = name
        for example in try Corpus.read(file).examples where source == nil || example.source == source {
            let score = example.text.withUnsafeBufferPointer { scorer.score($0) }
            confusion[example.label][Int(score.label.rawValue)] += 1
        }
    }

    init(name: String, corpus: Corpus, scorer: Scorer) {
        self.name = name
        for example in corpus.examples {
            let score = example.text.withUnsafeBufferPointer { scorer.score($0) }
            confusion[example.label][Int(score.label.rawValue)] += 1
        }
    }

    package var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }

    /// Share of a class's texts that the scorer found, in per cent; zero for a class without texts.
    package func recall(_ label: SentimentLabel) -> Double {
        let row = confusion[Int(label.rawValue)]
        let all = row.reduce(0, +)
        return all == 0 ? 0 : 100 * Double(row[Int(label.rawValue)]) / Double(all)
    }

    /// Share of a verdict's texts that people saw the same way, in per cent.
    package func precision(_ label: SentimentLabel) -> Double {
        let all = confusion.reduce(0) { $0 + $1[Int(label.rawValue)] }
        return all == 0 ? 0 : 100 * Double(confusion[Int(label.rawValue)][Int(label.rawValue)]) / Double(all)
    }

    /// Mean of the three recalls: the measure of SemEval and TweetEval.
    package var macroRecall: Double {
        SentimentLabel.allCases.reduce(0) { $0 + recall($1) } / Double(SentimentLabel.allCases.count)
    }

    package var line: String {
        let recalls = SentimentLabel.allCases.map { "\($0.name) \(Self.tenths(recall($0)))" }
        let precision = Self.tenths(precision(.negative))
        return "\(name): macro recall \(Self.tenths(macroRecall)) (\(recalls.joined(separator: ", "))); "
            + "precision of negative \(precision); \(count) texts"
    }

    /// One decimal, rounded.
    package static func tenths(_ value: Double) -> String {
        let scaled = Int((value * 10).rounded())
        return "\(scaled / 10).\(abs(scaled % 10))"
    }
}
