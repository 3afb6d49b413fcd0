import ArgumentParser
import Sentiment
import Varlink

struct SentimentScore: Verb {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score the lines of a file.",
        discussion: """
            A line is a text, or a JSON object with the field text and perhaps language. Each line is answered by \
            one line: of JSON with --json, or when the output is not a terminal.
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp("Weights trained elsewhere, in place of the shipped ones.", valueName: "file"))
    var weights: String?

    @OptionGroup var shared: SharedOptions

    /// A file of weights is about 1 MB.
    private static let weightsBytesMax = 16 * 1024 * 1024
    private static let limits = JSONLimits(bytesMax: LineReader.lineBytesMax, depthMax: 32)

    /// What one line asks for.
    private struct Question {
        var text: [UInt8]
        var language: Language?
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let scorer = try scorer()
        if !session.console.isTerminal { session.answerJSON() }
        var reader = LineReader(try ByteSource(path: file))
        var refused = false
        // One line in, one line out, so that whoever asked can lay them side by side.
        while let line = try reader.nextBytes() {
            if let question = Self.question(line.bytes) {
                let score = scorer.score(question.text.span, language: question.language)
                session.show(report(score, line.number, question.text, scorer))
            } else {
                refused = true
                let reason = "an object without a string named text"
                session.note("line \(line.number): \(reason)")
                session.show(
                    Report(json: ["line": .integer(line.number), "refused": .string(reason)]))
            }
            if session.console.outputFailed { break }
        }
        return refused ? .partlyRefused : .done
    }

    private func report(_ score: Score, _ line: Int64, _ bytes: [UInt8], _ scorer: Scorer) -> Report {
        let text = String(decoding: bytes, as: UTF8.self)
        let shares = score.probabilities
        var report = Report(json: [
            "line": .integer(line), "label": .string(score.label.name),
            "probabilities": [
                "negative": Self.share(shares.negative), "neutral": Self.share(shares.neutral),
                "positive": Self.share(shares.positive),
            ],
            "valence": .integer(Int64(score.valence)), "confidence": .integer(Int64(score.confidence)),
            "language": .string(score.language.code), "scorer": .string(scorer.name),
            "version": .string(scorer.version), "text": .string(text),
        ])
        let label = TerminalText.padded(score.label.name, to: 8, .left)
        let valence = TerminalText.padded("\(score.valence)", to: 5, .right)
        let confidence = TerminalText.padded("\(score.confidence)", to: 4, .right)
        report.line(
            "\(label) \(valence) \(confidence) \(score.language.code)  \(text)",
            score.label == .negative ? .warning : .plain)
        return report
    }

    private static func share(_ perMille: Int32) -> JSONValue { .float(Double(perMille) / 1000) }

    /// A line that is no object is a text, whatever it begins with; nil for an object without a text.
    private static func question(_ line: [UInt8]) -> Question? {
        guard line.first == UInt8(ascii: "{") else { return Question(text: line, language: nil) }
        let object: JSONObject
        do throws(JSONError) {
            guard case .object(let parsed) = try JSONValue(parsing: line, limits: limits) else {
                return Question(text: line, language: nil)
            }
            object = parsed
        } catch {
            return Question(text: line, language: nil)
        }
        guard let text = object["text"]?.stringValue else { return nil }
        return Question(
            text: Array(text.utf8), language: object["language"]?.stringValue.flatMap { Language(tag: $0) })
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
