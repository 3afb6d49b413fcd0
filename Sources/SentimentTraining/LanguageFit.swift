import Sentiment

/// The models of the languages beside English, and the gates: is a text in this language at all?
struct LanguageFit {
    struct Gate {
        var weights: [Float]
        var bias: Float
    }

    private(set) var models: [Language: LinearModel] = [:]
    private(set) var gates: [Language: Gate] = [:]
    /// Divides the scores of each language's model.
    private(set) var temperatures: [Language: Float] = [:]
    let bucketBits: Int

    /// What English scores weigh beside a row of length one: names, faces and loan words are in every language.
    static let borrowedScale: Float = 0.05
    /// English texts in a thousand that the gate may send away.
    static let strayPerMille = 2
    /// Shrinks more than English does, in more rounds: there are few texts.
    static let regularisation: Float = 1e-4
    static let epochs = 20
    static let epochsBeforeAveraging = 4

    init(bucketBits: Int) { self.bucketBits = bucketBits }

    static func name(_ language: Language) -> String { "\(language)" }

    mutating func train(
        _ corpus: Corpus, english: EnglishFit, trainer: LogisticTrainer, progress: (String) -> Void
    ) {
        for language in Language.allCases.dropFirst() {
            let own = corpus.filtered { $0.source == Self.name(language) }
            guard own.classCounts.allSatisfy({ $0 > 0 }) else { continue }
            progress("\(language), \(own.examples.count) texts")
            models[language] = trainer.train(matrix(own, english))
        }
    }

    mutating func calibrate(_ corpus: Corpus, english: EnglishFit) {
        for (language, model) in models {
            let own = corpus.filtered { $0.source == Self.name(language) }
            guard !own.examples.isEmpty else { continue }
            let rows = matrix(own, english)
            temperatures[language] = Calibration.temperature(
                (0..<rows.count).map { model.scores(rows, $0) }, rows.labels)
        }
    }

    /// Scores are divided by as much again: calibration is on tweets of the very collection trained on, and on other
    /// texts a model of two thousand tweets is far less often right than it says. No label changes by it.
    static let caution: Float = 2

    /// The model with its scores divided, as far as that is known.
    func calibrated(_ language: Language, by temperatures: [Language: Float]) -> LinearModel? {
        models[language]?.divided(by: (temperatures[language] ?? 1) * Self.caution)
    }

    private func matrix(_ corpus: Corpus, _ english: EnglishFit) -> FeatureMatrix {
        var matrix = FeatureMatrix(corpus, lexicon: english.lexicon, bucketBits: bucketBits)
        let scores = english.scores(corpus)
        for index in 0..<matrix.count { matrix.dense[index] += scores[index].map { $0 * Self.borrowedScale } }
        return matrix
    }

    // MARK: - Which language

    /// Learns to tell the languages apart, three at a time since a model has three columns. English texts are
    /// there beside those of the corpus.
    mutating func trainGates(
        _ corpus: Corpus, englishTexts: Corpus, english: EnglishFit, trainer: LogisticTrainer
    ) {
        let known = Language.allCases.dropFirst().filter { models[$0] != nil }
        guard !known.isEmpty else { return }
        var all = corpus
        all.examples += englishTexts.examples.map {
            Corpus.Example(text: $0.text, label: 1, source: Self.name(.english))
        }
        for start in stride(from: 0, to: known.count, by: 3) {
            let group = Array(known[start..<min(start + 3, known.count)])
            let model = gateModel(all, group, english.lexicon, bucketBits, trainer)
            for (column, language) in group.enumerated() { gates[language] = Self.gate(model, column) }
        }
        var gate = Self.gate(gateModel(all, [.english], english.lexicon, english.bucketBits, trainer), 0)
        gate.bias -= threshold(gate, all.filtered { $0.source == Self.name(.english) }, english)
        gates[.english] = gate
    }

    private func gateModel(
        _ corpus: Corpus, _ group: [Language], _ lexicon: (bytes: [UInt8], bits: Int), _ bits: Int,
        _ trainer: LogisticTrainer
    ) -> LinearModel {
        let names = group.map(Self.name)
        var labelled = corpus
        for index in labelled.examples.indices {
            labelled.examples[index].text = Self.withoutNames(corpus.examples[index].text)
            labelled.examples[index].label = names.firstIndex(of: corpus.examples[index].source) ?? 3
        }
        var trainer = trainer
        trainer.bucketBits = bits
        return trainer.train(FeatureMatrix(labelled, lexicon: lexicon, bucketBits: bits).withoutDense())
    }

    /// A corpus that was gathered by replies has more names than another; that says nothing of its language, nor do
    /// addresses.
    private static func withoutNames(_ text: [UInt8]) -> [UInt8] {
        let words = text.split(separator: 0x20).filter { word in
            word.first != 0x40 && !word.starts(with: Array("http".utf8))
        }
        return Array(words.joined(separator: [0x20]))
    }

    private static func gate(_ model: LinearModel, _ column: Int) -> Gate {
        Gate(
            weights: stride(from: column, to: model.buckets.count, by: 3).map { model.buckets[$0] },
            bias: model.biases[column])
    }

    /// The score that all but a few English texts reach; never above zero, where the gate was trained to stand.
    private func threshold(_ gate: Gate, _ corpus: Corpus, _ english: EnglishFit) -> Float {
        let matrix = FeatureMatrix(corpus, lexicon: english.lexicon, bucketBits: english.bucketBits)
        let scores = (0..<matrix.count).map { index in
            matrix.row(index).reduce(Float(0)) { $0 + gate.weights[Int(matrix.buckets[$1])] }
                * matrix.value(index) + gate.bias
        }.sorted()
        return min(0, scores[scores.count * Self.strayPerMille / 1000])
    }
}
