import Varlink

/// The fields of a mention, as `mention import` takes them.
enum MentionRecord {
    static let fields: [(name: String, kind: FieldMap.Kind)] = [
        ("source", .name), ("id", .text), ("author", .text), ("text", .text), ("occurredAt", .time),
        ("name", .text), ("account", .name), ("unit", .name), ("language", .text), ("link", .text),
        ("audience", .integer),
    ]
}
