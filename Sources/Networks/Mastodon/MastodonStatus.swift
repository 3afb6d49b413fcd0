import CrisisModel
import Varlink

/// What of a status tells whether it is a post of ours. https://docs.joinmastodon.org/entities/Status/
struct MastodonStatus: Sendable {
    /// Opaque: digits on one server, forty-two hexadecimal digits on another.
    let id: String
    let link: String?
    let createdAt: EventTime
    /// As a reader sees it.
    let text: String
    let isReshare: Bool

    init(parsing body: [UInt8]) throws(MastodonError) {
        try self.init(Self.json(body))
    }

    init(_ value: JSONValue) throws(MastodonError) {
        guard value.objectValue != nil else { throw MastodonError("it is \(value.typeName), no status") }
        if value["error"]?.isNull == false { throw MastodonError("it holds an error") }
        guard let id = Self.identifier(value["id"]) else { throw MastodonError("id: missing") }
        guard let content = value["content"]?.stringValue else {
            throw MastodonError("content: missing, it is no status")
        }
        guard let time = Self.time(value["created_at"]) else {
            throw MastodonError("created_at: missing or no time")
        }
        self.id = id
        link = value["url"]?.stringValue ?? value["uri"]?.stringValue
        createdAt = time
        // Some servers tell the text as it was sent, and then make HTML of it that is none.
        text = value["text"]?.stringValue ?? HTMLText.read(content).text
        isReshare = value["reblog"]?.objectValue != nil
    }

    /// A page of statuses, the newest first.
    static func page(_ body: [UInt8]) throws(MastodonError) -> [MastodonStatus] {
        guard let values = try json(body).arrayValue else { throw MastodonError("it is no list of statuses") }
        var statuses: [MastodonStatus] = []
        for value in values { statuses.append(try MastodonStatus(value)) }
        return statuses
    }

    static func json(_ body: [UInt8]) throws(MastodonError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: body)
        } catch {
            throw MastodonError("the answer is no JSON")
        }
    }

    private static func time(_ value: JSONValue?) -> EventTime? {
        guard let text = value?.stringValue else { return nil }
        do {
            return try EventTime(rfc3339: text)
        } catch {
            return nil
        }
    }

    static func identifier(_ value: JSONValue?) -> String? {
        if let text = value?.stringValue { return text.isEmpty || text.utf8.count > 256 ? nil : text }
        return value?.integerValue.map { "\($0)" }
    }
}
