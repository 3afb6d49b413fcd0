/// Labelled texts of one file: 0 negative, 1 neutral, 2 positive.
struct Corpus {
    struct Example {
        var text: [UInt8]
        var label: Int
        /// The part of the corpus the text comes from, or its language; empty where the file names none.
        var source: String
    }

    var examples: [Example] = []

    /// Fewer texts than this train nothing worth the name.
    static let smallest = 30

    /// One JSON object a line, with `text` and either `label` 0...2 or `sentiment` in words; without either a line
    /// is passed over, since mixed texts are published unlabelled.
    static func read(_ path: String) throws(TrainingError) -> Corpus {
        let bytes = try DataFile.read(path)
        var corpus = Corpus()
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if line.isEmpty { continue }
            guard let fields = JSONLine(line) else {
                throw .malformed(path: path, line: number, reason: "not a JSON object")
            }
            guard let text = fields.strings["text"] else {
                throw .malformed(path: path, line: number, reason: "without the field text")
            }
            guard let label = label(fields) else { continue }
            guard (0...2).contains(label) else {
                throw .malformed(path: path, line: number, reason: "the label \(label) is not 0, 1 or 2")
            }
            let source = String(
                decoding: fields.strings["src"] ?? fields.strings["lang"] ?? [], as: UTF8.self)
            corpus.examples.append(Example(text: text, label: label, source: source))
        }
        return corpus
    }

    /// The texts of a file alone, whatever else stands there.
    static func texts(_ path: String) throws(TrainingError) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        for line in try DataFile.read(path).split(separator: 0x0A) {
            if let text = JSONLine(line)?.strings["text"] { texts.append(text) }
        }
        return texts
    }

    private static func label(_ fields: JSONLine) -> Int? {
        if let number = fields.numbers["label"] { return number }
        switch String(decoding: fields.strings["sentiment"] ?? [], as: UTF8.self) {
        case "negative": return 0
        case "neutral": return 1
        case "positive": return 2
        default: return nil
        }
    }

    /// Refuses what cannot be trained on.
    func checked(_ path: String) throws(TrainingError) -> Corpus {
        let counts = classCounts
        guard examples.count >= Self.smallest, counts.allSatisfy({ $0 > 0 }) else {
            throw .tooFewExamples(path: path, found: examples.count)
        }
        return self
    }

    var classCounts: [Int] {
        var counts = [0, 0, 0]
        for example in examples { counts[example.label] += 1 }
        return counts
    }

    func filtered(_ isIncluded: (Example) -> Bool) -> Corpus {
        Corpus(examples: examples.filter(isIncluded))
    }
}
