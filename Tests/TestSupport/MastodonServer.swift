import Glibc
import Varlink

/// A running `mastodon.py`, beside this file: a Mastodon-compatible server with faults, and a list of its own.
package final class MastodonServer: Sendable {
    package struct Status: Sendable {
        package let account: String
        package let text: String
        package let url: String
    }

    package let port: Int
    private let record: String
    private let child: Child

    package static func start(in folder: TemporaryFolder) async throws -> MastodonServer {
        guard let python = Programs.python else { throw SupportError("there is no python3") }
        let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let name = "mastodon-\(Files.names(in: folder.path).count)"
        let record = folder.file(name + ".ndjson")
        let output = folder.file(name + ".out")
        var plan = Child.Plan(
            python, ["/" + script + "/mastodon.py", record], output: output,
            errorOutput: folder.file(name + ".err"))
        plan.input = .heldOpen
        let child = try Child(plan)
        let port = try await Wait.value("the server's port") {
            if let status = child.status { throw SupportError("the server ended with \(status)") }
            let text = Files.text(output)
            return text.hasSuffix("\n") ? Int(text.dropLast()) : nil
        }
        return MastodonServer(port: port, record: record, child: child)
    }

    private init(port: Int, record: String, child: Child) {
        self.port = port
        self.record = record
        self.child = child
    }

    package func url(_ mode: String) -> String { "http://127.0.0.1:\(port)/\(mode)" }

    /// The server's own list, in the order of arrival.
    package func statuses() throws -> [Status] {
        try lines(of: "status").map { entry in
            Status(
                account: entry["account"]?.stringValue ?? "", text: entry["text"]?.stringValue ?? "",
                url: entry["url"]?.stringValue ?? "")
        }
    }

    /// The idempotency keys of every try to post.
    package func attempts() throws -> [String] {
        try lines(of: "attempt").map { $0["key"]?.stringValue ?? "" }
    }

    package func freeze() { child.signal(SIGSTOP) }
    package func thaw() { child.signal(SIGCONT) }

    private func lines(of kind: String) throws -> [JSONValue] {
        let text = Files.text(record)
        // The last line may be half written.
        let whole = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
        return try whole.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            .filter { $0["kind"]?.stringValue == kind }
    }
}
