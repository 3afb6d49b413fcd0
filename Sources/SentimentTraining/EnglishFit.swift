import Sentiment

/// The English model and the words it knows by their company.
struct EnglishFit {
    private(set) var model: LinearModel
    let vectors: WordVectors
    let lexicon: (bytes: [UInt8], bits: Int)
    let bucketBits: Int

    /// What the scores of the model of another genre weigh beside a row of length one.
    static let transferScale: Float = 0.2

    /// Trains on `corpus`. Comments, where there are any, train an inner model whose scores are inputs; the rows of
    /// both are the same, so the two fold into one. So do the vectors' dimensions, into a weight for each word.
    init(
        _ corpus: Corpus, _ data: TrainingData, trainer: LogisticTrainer, progress: (String) -> Void
    ) throws(TrainingError) {
        lexicon = try data.lexicon.table()
        bucketBits = trainer.bucketBits
        var matrix = FeatureMatrix(corpus, lexicon: lexicon, bucketBits: bucketBits)
        let tokens = corpus.examples.map { FeatureList.tokens($0.text) }
        progress("vectors of words")
        vectors = WordVectors(tokens + data.unlabelled.map { FeatureList.tokens($0) })

        var transfer: LinearModel?
        if !data.comments.examples.isEmpty {
            transfer = Self.inner(data.comments, lexicon, vectors, trainer) {
                progress("comments, epoch \($0) of \(trainer.epochs)")
            }
        }
        for index in 0..<matrix.count {
            var inputs = matrix.dense[index]
            if let transfer {
                let scores = Self.scores(transfer, matrix, index, tokens[index], vectors)
                inputs += scores.map { $0 * Self.transferScale }
            }
            inputs += vectors.sum(tokens[index], matrix.value(index))
            matrix.dense[index] = inputs
        }
        model = trainer.train(matrix) { progress("tweets, epoch \($0) of \(trainer.epochs)") }
        let first = ModelFormat.toneValues + (transfer == nil ? 0 : ModelFormat.classes)
        model.words = vectors.weights(model, from: first)
        if let transfer {
            model = model.folding(transfer, from: ModelFormat.toneValues, scale: Self.transferScale)
        }
    }

    /// A model of another genre, with the same words.
    private static func inner(
        _ corpus: Corpus, _ lexicon: (bytes: [UInt8], bits: Int), _ vectors: WordVectors,
        _ trainer: LogisticTrainer, progress: (Int) -> Void
    ) -> LinearModel {
        var matrix = FeatureMatrix(corpus, lexicon: lexicon, bucketBits: trainer.bucketBits)
        for index in 0..<matrix.count {
            let tokens = FeatureList.tokens(corpus.examples[index].text)
            matrix.dense[index] += vectors.sum(tokens, matrix.value(index))
        }
        var model = trainer.train(matrix, progress: progress)
        model.words = vectors.weights(model, from: ModelFormat.toneValues)
        return model
    }

    private static func scores(
        _ model: LinearModel, _ matrix: FeatureMatrix, _ index: Int, _ tokens: [UInt64],
        _ vectors: WordVectors
    ) -> [Float] {
        var scores = model.scores(matrix, index)
        for token in tokens {
            guard let word = vectors.indexes[token] else { continue }
            for column in 0..<3 { scores[column] += model.words[word * 3 + column] * matrix.value(index) }
        }
        return scores
    }

    /// Scores of texts, class by class.
    func scores(_ corpus: Corpus) -> [[Float]] {
        let matrix = FeatureMatrix(corpus, lexicon: lexicon, bucketBits: bucketBits)
        return (0..<matrix.count).map {
            Self.scores(model, matrix, $0, FeatureList.tokens(corpus.examples[$0].text), vectors)
        }
    }

    func calibrated(by temperature: Float) -> EnglishFit {
        var result = self
        result.model = model.divided(by: temperature)
        return result
    }
}
