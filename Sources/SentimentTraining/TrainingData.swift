import Sentiment

/// Everything that a training reads. Only the tweets are required.
struct TrainingData {
    var lexicon = LexiconBuilder()
    var tweets = Corpus()
    var validation = Corpus()
    var comments = Corpus()
    /// Texts whose words are counted and whose labels, if any, are not looked at.
    var unlabelled: [[UInt8]] = []
    /// Tweets in several languages; the source of an example is its language.
    var many = Corpus()
    var manyValidation = Corpus()

    private let folder: String

    init(
        _ folder: String, _ report: inout TrainingReport, _ progress: (String) -> Void
    ) throws(TrainingError) {
        self.folder = folder
        let path = folder + "/tweeteval-sentiment/train.jsonl"
        guard let file = DataFile.find(path) else { throw .unreadable(path: path, code: 2) }
        progress("reading \(file)")
        tweets = try Corpus.read(file).checked(file)
        report.inputs.append("tweeteval-sentiment, \(tweets.examples.count) tweets")
        validation = try corpus("tweeteval-sentiment/val.jsonl", "tweeteval-sentiment val", &report, progress)
        comments = try corpus("goemotions/train.jsonl", "goemotions", &report, progress)
        many = try corpus("umsab/train.jsonl", "umsab", &report, progress)
        manyValidation = try corpus("umsab/val.jsonl", "umsab val", &report, progress)
        try readLexicon(&report, progress)
        for (name, title) in [
            ("goemotions/train.jsonl", "goemotions"), ("goemotions/dev.jsonl", "goemotions dev"),
        ] {
            guard let file = DataFile.find(folder + "/" + name) else {
                report.missing.append("\(title) (\(folder)/\(name))")
                continue
            }
            progress("reading \(file)")
            let texts = try Corpus.texts(file)
            report.inputs.append("\(title), \(texts.count) texts without labels")
            unlabelled += texts
        }
        unlabelled += many.examples.filter { $0.source == LanguageFit.name(.english) }.map(\.text)
    }

    private func corpus(
        _ name: String, _ title: String, _ report: inout TrainingReport, _ progress: (String) -> Void
    ) throws(TrainingError) -> Corpus {
        guard let file = DataFile.find(folder + "/" + name) else {
            report.missing.append("\(title) (\(folder)/\(name))")
            return Corpus()
        }
        progress("reading \(file)")
        let corpus = try Corpus.read(file).checked(file)
        report.inputs.append("\(title), \(corpus.examples.count) texts")
        return corpus
    }

    private mutating func readLexicon(
        _ report: inout TrainingReport, _ progress: (String) -> Void
    ) throws(TrainingError) {
        let path = folder + "/vader/vader_lexicon.txt"
        guard let file = DataFile.find(path) else {
            report.missing.append("vader lexicon (\(path))")
            return
        }
        progress("reading \(file)")
        report.inputs.append("vader lexicon, \(try lexicon.addTones(file)) words")
    }
}
