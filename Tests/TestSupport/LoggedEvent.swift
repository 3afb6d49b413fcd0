package import Varlink

/// One line of the log's export.
package struct LoggedEvent: Sendable, CustomStringConvertible {
    package let sequence: Int64
    package let kind: String
    package let realm: Int64
    package let at: String
    package let actor: String
    package let actorUid: Int64?
    package let causation: Int64?
    package let payload: JSONValue
    package let description: String

    package init(_ line: String) throws {
        let value = try JSONValue(parsing: line)
        guard let sequence = value["sequence"]?.integerValue, let kind = value["kind"]?.stringValue else {
            throw SupportError("no event: \(line)")
        }
        self.sequence = sequence
        self.kind = kind
        realm = value["realm"]?.integerValue ?? 0
        at = value["at"]?.stringValue ?? ""
        actor = value["actor"]?["name"]?.stringValue ?? ""
        actorUid = value["actor"]?["uid"]?.integerValue
        causation = value["causation"]?.integerValue
        payload = value["payload"] ?? .null
        description = line
    }

    package var post: String? { payload["post"]?.stringValue }
    package var epoch: Int64? { payload["epoch"]?.integerValue }
    package var reason: String { payload["reason"]?.stringValue ?? "" }

    /// Whether it is about this post, alone or among others.
    package func concerns(_ post: String) -> Bool {
        self.post == post || payload["posts"]?.arrayValue?.contains(.string(post)) == true
    }
}
