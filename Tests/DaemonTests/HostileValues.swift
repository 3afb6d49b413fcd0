import TestSupport
import Varlink

/// Values of the right type that are as awkward as the type allows, some of them meaning something.
enum HostileValues {
    private static let texts = [
        "", "desk", "one", "night", "webhook", "all", "account:desk", "live", "history", "keep", "move",
        "cancel", "false",
        "true", "published", "count", "routine", "crisis", "class:crisis", "default", "cut", "ä\u{301}🚂",
        "a\u{0}b",
        "../../../etc/passwd", "%s%n", "http://127.0.0.1:1/x", "https://user:secret@example.org/",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z", "2009-12-20T00:00:00Z", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z",
        #"{"source":"s","id":"1","author":"a","text":"t","occurredAt":"2026-01-01T00:00:00Z"}"#,
        #"{"kind":"post.scheduled","at":"2009-12-19T00:00:00Z","payload":{"post":"x","account":"desk","text":"t","dueAt":"9999-01-01T00:00:00Z"}}"#,
        #"{"kind":"stop.engaged","at":"2009-12-19T00:00:00Z","payload":{"epoch":-9223372036854775808,"scopes":["all"]}}"#,
        #"{"kind":"rule.adopted","at":"2009-12-19T00:00:00Z","payload":{"rule":"r","windowMinutes":9223372036854775807,"threshold":-1}}"#,
        #"{"kind":"crisis.dismissed","at":"9999-12-31T23:59:59Z","payload":{"crisis":-1}}"#,
        String(repeating: "x", count: 70_000),
        String(repeating: "é", count: 600_000),
    ]
    private static let integers: [Int64] = [
        .min, .min + 1, -1, 0, 1, 2, 60, 1 << 32, 1 << 53, .max - 1, .max,
    ]

    static func object(
        _ type: StructType, _ interface: InterfaceDescription, _ random: inout SeededGenerator
    ) -> JSONValue {
        var object = JSONObject()
        for field in type.fields {
            if field.type.isNullable, Int.random(in: 0..<3, using: &random) == 0 { continue }
            object[field.name] = value(field.type, interface, &random)
        }
        return .object(object)
    }

    private static func value(
        _ type: TypeExpression, _ interface: InterfaceDescription, _ random: inout SeededGenerator
    ) -> JSONValue {
        switch type {
        case .bool: return .bool(Bool.random(using: &random))
        case .integer: return .integer(integers.randomElement(using: &random) ?? 0)
        case .float: return .float([0, -1e308, 1e-300].randomElement(using: &random) ?? 0)
        case .string: return .string(texts.randomElement(using: &random) ?? "")
        case .object: return ["a": 1]
        case .structure(let type): return object(type, interface, &random)
        case .enumeration(let names): return .string(names.randomElement(using: &random) ?? "")
        case .array(let element):
            let count = [0, 1, 2, 40].randomElement(using: &random) ?? 0
            return .array((0..<count).map { _ in value(element, interface, &random) })
        case .map(let element): return .object(["key": value(element, interface, &random)])
        case .nullable(let inner): return value(inner, interface, &random)
        case .named(let name):
            guard let named = interface.type(name) else { return .null }
            return value(named.type, interface, &random)
        }
    }
}
