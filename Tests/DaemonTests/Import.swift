import TestSupport
import Varlink

/// Mentions in bulk, by calls.
enum Import {
    static func line(
        _ id: String, author: String = "@a", text: String = "stuck in the tunnel", at time: String
    ) -> String {
        JSONValue.object([
            "source": "test", "id": .string(id), "author": .string(author), "text": .string(text),
            "occurredAt": .string(time),
        ]).text
    }

    static func mentions(_ scope: DaemonScope, count: Int, mode: String = "history") throws {
        for start in stride(from: 0, to: count, by: 500) {
            let lines = (start..<min(start + 500, count)).map {
                JSONValue.string(line("bulk-\($0)", at: "2026-01-01T00:00:00Z"))
            }
            _ = try scope.call(
                "org.tocsin.Mention.Import", ["lines": .array(lines), "firstLine": 1, "mode": .string(mode)])
        }
    }
}
