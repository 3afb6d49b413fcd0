import Detection
import Scenarios

/// The rule of `rule series`: a shipped one by its kind, or a rule file.
struct SeriesRule: Hashable, Sendable {
    var name: String
    var parameters: BurstDetector.Parameters

    static let kinds = ["burst"]
    private static let keys = ["kind", "rule", "bucketMinutes", "scoreThreshold", "minimumCount"]
    private static let fileBytesMax = 64 * 1024
    /// Rule files have thousandths, as all our scores do; the detector has finer ones.
    private static let perThousandth: Int64 = 1000

    init(name: String, parameters: BurstDetector.Parameters) {
        self.name = name
        self.parameters = parameters
    }

    /// - Parameter argument: a kind, or a path; what holds a slash or ends in .yaml is a path.
    init(_ argument: String) throws(CommandError) {
        if argument.contains("/") || argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
            let text = try ByteSource.wholeText(argument, bytesMax: Self.fileBytesMax)
            self = try Self.read(text, argument)
            return
        }
        guard Self.kinds.contains(argument) else {
            let near = NearNames.of(argument, among: Self.kinds)
            throw CommandError(
                .usage, "there is no shipped rule \(argument) that scores a series",
                next: (near.isEmpty ? Self.kinds : near).map { "tocsinctl rule series \($0) FILE.csv" }
                    + ["tocsinctl rule series ./RULE.yaml FILE.csv"])
        }
        self.init(name: argument, parameters: .shipped)
    }

    static func read(_ text: String, _ file: String) throws(CommandError) -> SeriesRule {
        let document: DocumentNode
        do throws(DocumentProblem) {
            document = try FlatDocument.parse(text)
        } catch {
            throw refusal([error], file)
        }
        guard case .map(let entries) = document.content else {
            return SeriesRule(name: file, parameters: .shipped)
        }
        var reader = DocumentReader()
        var rule = SeriesRule(name: file, parameters: .shipped)
        var kind: String?
        var seen: Set<String> = []
        for entry in entries {
            guard seen.insert(entry.key).inserted else {
                reader.report(entry.position, entry.key, "is given more than once")
                continue
            }
            rule.take(entry, &reader, &kind)
        }
        if kind == nil, !seen.contains("kind") { reader.missing("kind", in: document, "") }
        if reader.problems.isEmpty, let problem = rule.parameters.problem {
            reader.report(document.position, "", problem)
        }
        guard reader.problems.isEmpty else { throw refusal(reader.problems, file) }
        return rule
    }

    private mutating func take(
        _ entry: DocumentNode.Entry, _ reader: inout DocumentReader, _ kind: inout String?
    ) {
        switch entry.key {
        case "kind":
            kind = reader.text(entry.value, "kind", bytesMax: 64)
            if let kind, !Self.kinds.contains(kind) {
                reader.report(
                    entry.value.position, "kind", "\(kind) scores no series",
                    suggestion: "These do: \(Self.kinds.joined(separator: ", "))")
            }
        case "rule": name = reader.text(entry.value, "rule", bytesMax: 64) ?? name
        case "bucketMinutes":
            parameters.bucketMinutes =
                reader.integer(entry.value, entry.key, in: 1...60) ?? parameters.bucketMinutes
        case "scoreThreshold":
            let value = reader.integer(entry.value, entry.key, in: 1...1000)
            parameters.scoreThreshold = value.map { $0 * Self.perThousandth } ?? parameters.scoreThreshold
        case "minimumCount":
            parameters.minimumCount =
                reader.integer(entry.value, entry.key, in: 1...1_000_000) ?? parameters.minimumCount
        default:
            // Scope, actions and so on say nothing of a series; what looks like a slip of the hand is one.
            if let near = NearestName.find(entry.key, among: Self.keys) {
                reader.report(
                    entry.position, entry.key, "is no key that is known here",
                    suggestion: "Did you mean \(near)?")
            }
        }
    }

    private static func refusal(_ problems: [DocumentProblem], _ file: String) -> CommandError {
        CommandError(
            .badInput, problems.map(\.description).joined(separator: "\n"), place: file,
            next: ["docs/rules/burst.yaml is a rule file to begin from"])
    }
}
