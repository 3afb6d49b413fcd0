import ArgumentParser
import Sentiment
import Varlink

struct SentimentScore: Verb {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score the lines of a file.",
        discussion: "A line is a text, or a JSON object with the field text.")

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp("Weights trained elsewhere, in place of the shipped ones.", valueName: "file"))
    var weights: String?

    @OptionGroup var shared: SharedOptions

    /// A file of weights is about 200 KB.
    private static let weightsBytesMax = 16 * 1024 * 1024

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let scorer = try scorer()
        var reader = LineReader(try ByteSource(path: file))
        var refused = false
        while let line = try reader.next() {
            switch line.content {
            case .refused(let reason):
                refused = true
                session.note("line \(line.number): \(reason)")
            case .text(let text):
                let words = Self.text(of: text)
                session.show(report(scorer.score(words), words, scorer))
            }
            if session.console.outputFailed { break }
        }
        return refused ? .partlyRefused : .done
    }

    private func report(_ score: Score, _ text: String, _ scorer: Scorer) -> Report {
        var report = Report(json: [
            "label": .string(score.label.name), "valence": .integer(Int64(score.valence)),
            "confidence": .integer(Int64(score.confidence)), "scorer": .string(scorer.name),
            "version": .string(scorer.version), "text": .string(text),
        ])
        let label = TerminalText.padded(score.label.name, to: 8, .left)
        let valence = TerminalText.padded("\(score.valence)", to: 5, .right)
        let confidence = TerminalText.padded("\(score.confidence)", to: 4, .right)
        report.line(
            "\(label) \(valence) \(confidence)  \(text)", score.label == .negative ? .warning : .plain)
        return report
    }

    private static func text(of line: String) -> String {
        guard line.hasPrefix("{"), case .object(let object) = RecordReader.object(.text(line)) else {
            return line
        }
        return object["text"]?.stringValue ?? line
    }

    private func scorer() throws(CommandError) -> Scorer {
        guard let weights else { return Scorer.shipped }
        let bytes = try ByteSource.wholeBytes(weights, bytesMax: Self.weightsBytesMax)
        do throws(ModelError) {
            return try Scorer(weights: bytes)
        } catch {
            throw CommandError(.badInput, "not a file of weights: \(error)", place: weights)
        }
    }
}
