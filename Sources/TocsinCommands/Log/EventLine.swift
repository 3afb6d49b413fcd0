import Varlink

/// One event of the log on one line: time, number, what happened, to what, by whom.
struct EventLine: Hashable, Sendable {
    var text: String
    var tone: Tone
    var mayChangeHeadline: Bool

    private static let envelopeKeys: Set<String> = [
        "sequence", "at", "kind", "realm", "actor", "occurredAt", "causation", "correlation", "clockClamped",
        "clientId", "schemaVersion", "schema", "payload", "data", "fields", "recordedAt",
    ]
    private static let headlineNouns: Set<String> = [
        "stop", "crisis", "clock", "log", "configuration", "alert",
    ]
    /// A line is for the eye; the whole of a text is in `--json`.
    private static let textCharactersMax = 100

    init(_ event: JSONValue) {
        let kind = event["kind"]?.stringValue ?? "?"
        let noun = String(kind.prefix { $0 != "." })
        var parts = [
            event["at"]?.stringValue ?? "-", event["sequence"]?.integerValue.map { "\($0)" } ?? "-", kind,
        ]
        if let realm = event["realm"]?.integerValue, realm != 0 { parts.append("EXERCISE (realm \(realm))") }
        let payload = event["payload"] ?? event["data"] ?? event["fields"] ?? event
        for (key, value) in payload.objectValue ?? [:] where !Self.envelopeKeys.contains(key) {
            parts.append("\(key)=\(Self.short(value))")
        }
        if let actor = Self.actor(event["actor"]) { parts.append("by \(actor)") }
        text = parts.joined(separator: "  ")
        mayChangeHeadline = Self.headlineNouns.contains(noun)
        tone =
            switch kind {
            case "stop.engaged", "post.outcomeUnknown", "alert.exhausted": .bad
            case "crisis.suspected", "crisis.declared", "detection.fired", "post.failed", "clock.stepped",
                "post.missed":
                .warning
            case "stop.released", "post.published": .good
            default: .plain
            }
    }

    private static func actor(_ value: JSONValue?) -> String? {
        value?.stringValue ?? value?["name"]?.stringValue
    }

    private static func short(_ value: JSONValue) -> String {
        let text =
            switch value {
            case .string(let text): text
            case .array(let items) where items.count > 5: "\(items.count) items"
            default: value.text
            }
        return text.count > textCharactersMax ? text.prefix(textCharactersMax) + "..." : text
    }
}
