import Sentiment

/// Trains the shipped weights from the published corpora. The same data give the same bytes on every machine.
///
/// It must never see text of our own making nor the airline tweets: the first would teach it our drills, the
/// second may not be used so by its licence; they are measured only.
package struct SentimentTrainer {
    /// 2^16 buckets are 196 KB; more gain a few tenths and cost speed.
    package var bucketBits = 16
    package var epochs = 8
    /// The part of the corpus that is later than the rest; it is kept for measuring.
    package var heldOut = "2016test"
    /// What the scores of the model of another genre weigh beside a row of length one.
    var transferScale: Float = 0.2

    package init() {}

    /// `data` is a folder with `tweeteval-sentiment/`, and where they are there `vader/`, `goemotions/` and
    /// `airline/`. The weights replace the file `out` only when all has gone well.
    package func train(
        data: String, out: String, progress: (String) -> Void = { _ in }
    ) throws(TrainingError) -> TrainingReport {
        var report = TrainingReport()
        let lexicon = try lexicon(data, &report, progress)

        let path = data + "/tweeteval-sentiment/train.jsonl"
        guard let file = DataFile.find(path) else { throw .unreadable(path: path, code: 2) }
        progress("reading \(file)")
        let all = try Corpus.read(file)
        let corpus = try all.filtered { $0.source != heldOut }.checked(file)
        report.inputs.append("tweeteval-sentiment, \(corpus.examples.count) tweets not of \(heldOut)")
        var matrix = FeatureMatrix(corpus, lexicon: lexicon, bucketBits: bucketBits)

        let transfer = try transfer(data, lexicon, &report, progress)
        if let transfer {
            for index in 0..<matrix.count {
                let scores = transfer.scores(matrix, index)
                matrix.dense[index] += scores.map { $0 * transferScale }
            }
        }
        var model = trainer.train(matrix) { progress("tweets, epoch \($0) of \(epochs)") }
        if let transfer {
            model = model.folding(transfer, from: ModelFormat.toneValues, scale: transferScale)
        }

        model = try calibrated(model, data, lexicon, &report, progress)

        let bytes = WeightsWriter.bytes(model, lexicon: lexicon, bucketBits: bucketBits)
        let scorer: Scorer
        do throws(ModelError) { scorer = try Scorer(weights: bytes) } catch {
            throw .refused(error.description)
        }
        report.version = scorer.version
        report.bytes = bytes.count
        try measure(data, all, scorer, &report, progress)
        try DataFile.write(bytes, to: out)
        return report
    }

    private var trainer: LogisticTrainer {
        var trainer = LogisticTrainer(bucketBits: bucketBits)
        trainer.epochs = epochs
        return trainer
    }

    private func lexicon(
        _ data: String, _ report: inout TrainingReport, _ progress: (String) -> Void
    ) throws(TrainingError) -> (bytes: [UInt8], bits: Int) {
        var builder = LexiconBuilder()
        let path = data + "/vader/vader_lexicon.txt"
        if let file = DataFile.find(path) {
            progress("reading \(file)")
            report.inputs.append("vader lexicon, \(try builder.addTones(file)) words")
        } else {
            report.missing.append("vader lexicon (\(path))")
        }
        return try builder.table()
    }

    /// A model of another genre, whose scores are inputs of the final one.
    private func transfer(
        _ data: String, _ lexicon: (bytes: [UInt8], bits: Int), _ report: inout TrainingReport,
        _ progress: (String) -> Void
    ) throws(TrainingError) -> LinearModel? {
        let path = data + "/goemotions/train.jsonl"
        guard let file = DataFile.find(path) else {
            report.missing.append("goemotions (\(path))")
            return nil
        }
        progress("reading \(file)")
        let corpus = try Corpus.read(file).checked(file)
        report.inputs.append("goemotions, \(corpus.examples.count) comments")
        let matrix = FeatureMatrix(corpus, lexicon: lexicon, bucketBits: bucketBits)
        return trainer.train(matrix) { progress("comments, epoch \($0) of \(epochs)") }
    }

    /// Probabilities that are neither boastful nor timid, by the tweets of `val`; no label changes by it.
    private func calibrated(
        _ model: LinearModel, _ data: String, _ lexicon: (bytes: [UInt8], bits: Int),
        _ report: inout TrainingReport,
        _ progress: (String) -> Void
    ) throws(TrainingError) -> LinearModel {
        let path = data + "/tweeteval-sentiment/val.jsonl"
        guard let file = DataFile.find(path) else {
            report.missing.append("calibration (\(path))")
            return model
        }
        progress("calibrating on \(file)")
        let matrix = FeatureMatrix(
            try Corpus.read(file).checked(file), lexicon: lexicon, bucketBits: bucketBits)
        return Calibration.best(model, matrix)
    }

    private func measure(
        _ data: String, _ all: Corpus, _ scorer: Scorer, _ report: inout TrainingReport,
        _ progress: (String) -> Void
    ) throws(TrainingError) {
        let later = all.filtered { $0.source == heldOut }
        report.evaluations.append(Evaluation(name: heldOut, corpus: later, scorer: scorer))
        for (name, path) in [
            ("val", "/tweeteval-sentiment/val.jsonl"),
            ("airline (never trained on)", "/airline/airline-dev70.jsonl"),
        ] {
            guard let file = DataFile.find(data + path) else { continue }
            progress("measuring on \(file)")
            report.evaluations.append(try Evaluation(name: name, file: file, scorer: scorer))
        }
    }
}
