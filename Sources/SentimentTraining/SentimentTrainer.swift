import Sentiment

/// Trains the shipped weights from the published corpora. The same data give the same bytes on every machine.
///
/// It must never see text of our own making nor the airline tweets: the first would teach it our drills, the
/// second may not be used so by its licence; they are measured only.
package struct SentimentTrainer {
    /// 2^16 buckets of English are 262 KB; more gain nothing since words have weights of their own.
    package var bucketBits = 16
    /// The other languages', which share their table.
    package var otherBits = 14
    package var epochs = 8
    /// The part of the corpus that is later than the rest; the trial is measured on it.
    package var heldOut = "2016test"

    package init() {}

    /// `data` is a folder with `tweeteval-sentiment/`, and where they are there `vader/`, `goemotions/`, `umsab/`
    /// and `airline/`. A trial leaves out what is later and is measured on it; the weights are then
    /// trained on everything, and replace the file `out` only when all has gone well.
    package func train(
        data folder: String, out: String, progress: (String) -> Void = { _ in }
    ) throws(TrainingError) -> TrainingReport {
        var report = TrainingReport()
        let data = try TrainingData(folder, &report, progress)

        let earlier = data.tweets.filtered { $0.source != heldOut }
        var trial = try fit(earlier, data.many, data) { progress("trial: " + $0) }
        var temperature: Float = 1
        if !data.validation.examples.isEmpty {
            temperature = Calibration.temperature(
                trial.english.scores(data.validation), data.validation.examples.map(\.label))
        }
        trial.languages.calibrate(data.manyValidation, english: trial.english)
        let temperatures = trial.languages.temperatures
        let tried = try scorer(try bytes(trial, data, temperature, temperatures))
        measure(data, tried, &report)
        let all = Corpus(examples: data.tweets.examples + data.validation.examples)
        let many = Corpus(examples: data.many.examples + data.manyValidation.examples)
        let final = try fit(all, many, data, progress)
        let bytes = try bytes(final, data, temperature, temperatures)
        let shipped = try scorer(bytes)
        report.version = shipped.version
        report.bytes = bytes.count
        if let file = DataFile.find(folder + "/airline/airline-dev70.jsonl") {
            progress("measuring on \(file)")
            let name = "airline, never trained on, by the weights written"
            report.evaluations.append(try Evaluation(name: name, file: file, scorer: shipped))
        }
        try DataFile.write(bytes, to: out)
        return report
    }

    private struct Fit {
        var english: EnglishFit
        var languages: LanguageFit
    }

    private func fit(
        _ tweets: Corpus, _ many: Corpus, _ data: TrainingData, _ progress: (String) -> Void
    ) throws(TrainingError) -> Fit {
        var trainer = LogisticTrainer(bucketBits: bucketBits)
        trainer.epochs = epochs
        let english = try EnglishFit(tweets, data, trainer: trainer, progress: progress)
        var languages = LanguageFit(bucketBits: otherBits)
        trainer.bucketBits = otherBits
        trainer.epochs = LanguageFit.epochs
        trainer.epochsBeforeAveraging = LanguageFit.epochsBeforeAveraging
        trainer.regularisation = LanguageFit.regularisation
        languages.train(many, english: english, trainer: trainer, progress: progress)
        progress("telling languages apart")
        let texts = Corpus(examples: tweets.examples + data.comments.examples)
        languages.trainGates(many, englishTexts: texts, english: english, trainer: trainer)
        return Fit(english: english, languages: languages)
    }

    private func bytes(
        _ fit: Fit, _ data: TrainingData, _ temperature: Float, _ temperatures: [Language: Float]
    ) throws(TrainingError) -> [UInt8] {
        try WeightsWriter(
            english: fit.english.calibrated(by: temperature), languages: fit.languages,
            temperatures: temperatures, lexicon: data.lexicon
        ).bytes()
    }

    private func scorer(_ bytes: [UInt8]) throws(TrainingError) -> Scorer {
        do throws(ModelError) { return try Scorer(weights: bytes) } catch {
            throw .refused(error.description)
        }
    }

    /// The trial's figures: each on texts that it was not trained on.
    private func measure(_ data: TrainingData, _ scorer: Scorer, _ report: inout TrainingReport) {
        let later = data.tweets.filtered { $0.source == heldOut }
        report.evaluations.append(Evaluation(name: heldOut, corpus: later, scorer: scorer))
        if !data.validation.examples.isEmpty {
            report.evaluations.append(Evaluation(name: "val", corpus: data.validation, scorer: scorer))
        }
        for language in Language.allCases {
            let own = data.manyValidation.filtered { $0.source == LanguageFit.name(language) }
            guard !own.examples.isEmpty else { continue }
            report.evaluations.append(Evaluation(name: "umsab \(language)", corpus: own, scorer: scorer))
        }
    }
}
