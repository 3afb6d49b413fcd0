import CrisisModel
import Engine
import Sentiment
import Varlink

/// One mention in our documented shape: a JSON object with `source`, `id`, `author`, `text`, `occurredAt`, and
/// perhaps `name`, `account`, `unit`, `language`, `link`, `audience`.
enum MentionLine {
    struct Failure: Error {
        var reason: String
    }

    private static let keys = [
        "source", "id", "author", "text", "occurredAt", "name", "account", "unit", "language", "link",
        "audience",
    ]

    static func parse(
        _ line: String, source: SourceID?, mode: IntakeMode
    ) throws(Failure) -> NewMention {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw Failure(reason: "not JSON at column \(error.column): \(error.code.rawValue)")
        }
        guard case .object(let object) = value else { throw Failure(reason: "must be a JSON object") }
        for key in object.keys where !keys.contains(key) {
            throw Failure(reason: "\(key) is not known; known: \(keys.joined(separator: ", "))")
        }
        guard let occurredAt = try text(object, "occurredAt") else {
            throw Failure(reason: "occurredAt is missing")
        }
        let time: EventTime
        do throws(EventTime.ParseFailure) {
            time = try EventTime(rfc3339: occurredAt)
        } catch {
            throw Failure(reason: "occurredAt: \(error.rawValue)")
        }
        guard let id = try text(object, "id") else { throw Failure(reason: "id is missing") }
        guard let author = try text(object, "author") else { throw Failure(reason: "author is missing") }
        guard let content = try text(object, "text") else { throw Failure(reason: "text is missing") }
        let ownSource: SourceID? = try name(object, "source")
        guard let from = ownSource ?? source else { throw Failure(reason: "source is missing") }
        if let audience = object["audience"], audience != .null, audience.integerValue == nil {
            throw Failure(reason: "audience must be a whole number")
        }
        let mention = MentionRecorded(
            source: from, id: id, account: try name(object, "account"), unit: try name(object, "unit"),
            author: author,
            name: try text(object, "name"), text: content, language: try text(object, "language"),
            link: try text(object, "link"), audience: object["audience"]?.integerValue, mode: mode
        )
        return NewMention(
            mention: mention, occurredAt: time, known: false,
            score: score(content, language: mention.language))
    }

    /// `language` is the network's word for it, if it has one.
    static func score(_ text: String, language: String?) -> SentimentScored {
        let score = Scorer.shipped.score(text, language: language.flatMap { Language(tag: $0) })
        let label: CrisisModel.SentimentLabel =
            switch score.label {
            case .negative: .negative
            case .neutral: .neutral
            case .positive: .positive
            }
        return SentimentScored(
            mention: 0, scorer: Scorer.shipped.name, version: Scorer.shipped.version, label: label,
            valence: Int64(score.valence), confidence: Int64(score.confidence)
        )
    }

    private static func text(_ object: JSONObject, _ key: String) throws(Failure) -> String? {
        guard let value = object[key], value != .null else { return nil }
        // Other tools write numbers where an identifier is meant.
        if let number = value.integerValue { return String(number) }
        guard let text = value.stringValue else { throw Failure(reason: "\(key) must be a string") }
        return text
    }

    private static func name<Subject>(
        _ object: JSONObject, _ key: String
    ) throws(Failure) -> Identifier<Subject>? {
        guard let text = try text(object, key) else { return nil }
        do throws(IdentifierFailure) {
            return try Identifier(validating: text)
        } catch {
            throw Failure(reason: "\(key): \(error)")
        }
    }
}
