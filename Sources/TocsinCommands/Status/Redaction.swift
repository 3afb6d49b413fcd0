import Varlink

/// Takes out of a JSON document what a stranger must not read: by a list of what may stay, not of what must go.
enum Redaction {
    static let replacement: JSONValue = "<removed>"

    /// Texts under these keys are words of ours, times, numbers or names of things: never of people.
    private static let kept: Set<String> = [
        "kind", "at", "occurredAt", "realm", "state", "phase", "category", "origin", "durability", "outcome",
        "postClass", "class", "cause", "heldBecause", "version", "code", "headline", "crisisPhase", "clock",
        "startedAt", "engagedAt", "releasedAt", "receivedAt", "raisedAt", "dueAt", "nextDueAt", "windowStart",
        "windowEnd", "effectiveAt", "expiresAt", "clockStart", "item", "stateHash", "textHash", "treeRoot",
        "label", "verdict", "mode", "scorer", "problem", "error", "stopId", "stopID", "bootID", "rule",
        "method",
        "releaseExpiresAt", "releaseEffectiveAt", "suspectedAt", "declaredAt", "endedAt", "language",
    ]

    static func applied(to value: JSONValue, under key: String = "") -> JSONValue {
        switch value {
        case .null, .bool, .integer, .float: value
        case .string(let text): kept.contains(key) && isPlain(text) ? value : replacement
        case .array(let items): .array(items.map { applied(to: $0, under: key) })
        case .object(let object): .object(applied(to: object))
        }
    }

    private static func applied(to object: JSONObject) -> JSONObject {
        var result: JSONObject = [:]
        for (key, value) in object { result[key] = applied(to: value, under: key) }
        return result
    }

    /// A kept word that looks like an address or a token after all.
    private static func isPlain(_ text: String) -> Bool {
        !text.contains("://") && !text.contains("@") && text.utf8.count <= 200
    }
}
