import Sentiment
import SentimentTraining
import Testing

@Suite("Training")
struct SentimentTrainerTests {
    var trainer: SentimentTrainer {
        var trainer = SentimentTrainer()
        trainer.bucketBits = 10
        trainer.otherBits = 10
        trainer.epochs = 4
        return trainer
    }

    @Test("The same data give the same bytes, and weights that have learnt them")
    func reproducible() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl", TrainingFolder.corpus)
            try folder.write(
                "vader/vader_lexicon.txt",
                "awful\t-2.0\t0.5\t[-2]\nlove\t3.2\t0.4\t[3]\nrude\t-2.0\nkind\t2.4\n")
            let first = try trainer.train(data: folder.path, out: folder.out)
            let weights = folder.read("weights.bin")
            let second = try trainer.train(data: folder.path, out: folder.out)

            #expect(folder.read("weights.bin") == weights)
            #expect(weights.count == first.bytes)
            #expect(first.version == second.version)
            #expect(first.macroRecall > 90)
            #expect(first.lines.contains("trained on vader lexicon, 4 words"))
            #expect(first.missing.count == 6, "nothing but tweets and a lexicon: \(first.missing)")

            let scorer = try Scorer(weights: weights)
            #expect(scorer.version == first.version)
            #expect(scorer.score("I hate this rude soup").label == .negative)
            #expect(scorer.score("Minutes of the meeting at nine").label == .neutral)
            #expect(scorer.score("I love this kind soup").label == .positive)
        }
    }

    @Test("A language with texts of its own is told from English, and has weights of its own")
    func languages() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl", TrainingFolder.corpus)
            try folder.write("umsab/train.jsonl", TrainingFolder.german)
            let report = try trainer.train(data: folder.path, out: folder.out)
            #expect(report.lines.contains("trained on umsab, 36 texts"))
            let scorer = try Scorer(weights: folder.read("weights.bin"))
            let text = "Das Essen war grausig, sagt Anna"
            #expect(scorer.score(text).language == .german)
            #expect(scorer.score(text, language: .german).label == .negative)
            #expect(scorer.score("Das Essen war herrlich, sagt Anna").label == .positive)
            #expect(scorer.score("I love this kind soup").language == .english)
            #expect(scorer.score(text, language: .french).confidence == 334, "French has no weights here")
        }
    }

    @Test("Progress is told, epoch by epoch")
    func progress() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl", TrainingFolder.corpus)
            var told: [String] = []
            _ = try trainer.train(data: folder.path, out: folder.out) { told.append($0) }
            #expect(told.filter { $0.hasPrefix("tweets, epoch") }.count == 4)
        }
    }

    @Test("Calibration changes how sure a score is, and no label")
    func calibration() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl", TrainingFolder.corpus)
            _ = try trainer.train(data: folder.path, out: folder.out)
            let plain = try Scorer(weights: folder.read("weights.bin"))
            try folder.write("tweeteval-sentiment/val.jsonl", TrainingFolder.corpus)
            let report = try trainer.train(data: folder.path, out: folder.out)
            let calibrated = try Scorer(weights: folder.read("weights.bin"))
            #expect(report.evaluations.map(\.name) == ["2016test", "val"])
            #expect(calibrated.version != plain.version)
            for text in ["I hate this", "Road closed", "Thank you"] {
                #expect(plain.score(text).label == calibrated.score(text).label)
            }
        }
    }

    @Test("Data that cannot be trained on is refused by file and line, and leaves the old weights alone")
    func refusals() throws {
        try TrainingFolder.with { folder in
            let file = folder.path + "/tweeteval-sentiment/train.jsonl"
            try folder.write("weights.bin", "old")
            #expect(throws: TrainingError.unreadable(path: file, code: 2)) {
                try trainer.train(data: folder.path, out: folder.out)
            }
            try folder.write(
                "tweeteval-sentiment/train.jsonl",
                "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"b\", \"label\": 7}\n")
            #expect(
                throws: TrainingError.malformed(path: file, line: 2, reason: "the label 7 is not 0, 1 or 2")
            ) {
                try trainer.train(data: folder.path, out: folder.out)
            }
            try folder.write("tweeteval-sentiment/train.jsonl", "{\"text\": \"a\"")
            #expect(throws: TrainingError.malformed(path: file, line: 1, reason: "not a JSON object")) {
                try trainer.train(data: folder.path, out: folder.out)
            }
            try folder.write("tweeteval-sentiment/train.jsonl", "{\"text\": \"a\", \"label\": 1}\n")
            #expect(throws: TrainingError.tooFewExamples(path: file, found: 1)) {
                try trainer.train(data: folder.path, out: folder.out)
            }
            try folder.write("tweeteval-sentiment/train.jsonl", TrainingFolder.corpus)
            #expect(throws: TrainingError.unwritable(path: folder.path + "/none/w", code: 2)) {
                try trainer.train(data: folder.path, out: folder.path + "/none/w")
            }
            #expect(folder.read("weights.bin") == Array("old".utf8))
        }
    }

    @Test("Weights that are cut, altered or of other features are refused, each with its reason")
    func damagedWeights() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl", TrainingFolder.corpus)
            _ = try trainer.train(data: folder.path, out: folder.out)
            let weights = folder.read("weights.bin")

            #expect(throws: ModelError.tooShort(bytes: 0)) { try Scorer(weights: []) }
            #expect(throws: ModelError.tooShort(bytes: weights.count - 1)) {
                try Scorer(weights: weights.dropLast())
            }
            #expect(throws: ModelError.notWeights) {
                try Scorer(weights: [UInt8](repeating: 7, count: 2_000))
            }
            var other = weights
            other[8] = 99
            #expect(throws: ModelError.otherFeatures(revision: 99, expected: 2)) {
                try Scorer(weights: other)
            }
            for position in [13, 14, 16, 40, 130, 944, 951, 952, 5_500, weights.count - 1] {
                var altered = weights
                altered[position] ^= 1
                #expect(throws: ModelError.self, "position \(position)") { try Scorer(weights: altered) }
            }
        }
    }
}
