import Glibc
package import Varlink

/// A running `receiver.py`, beside this file: a real HTTP server with a list of its own.
package final class Receiver: Sendable {
    package struct Request: Sendable {
        package let path: String
        package let idempotencyKey: String?
        package let body: JSONValue
        package let headers: [(name: String, value: String)]
        package let arrivedMilliseconds: Int64
        package let complete: Bool

        /// The post's name, as our webhook sends it.
        package var post: String? { body["post"]?.stringValue }
        package var text: String? { body["text"]?.stringValue }

        init(_ entry: JSONValue) {
            path = entry["path"]?.stringValue ?? ""
            idempotencyKey = entry["idempotencyKey"]?.stringValue
            body = entry["body"] ?? .null
            headers = (entry["headers"]?.arrayValue ?? []).compactMap { pair in
                guard let pair = pair.arrayValue, pair.count == 2, let name = pair[0].stringValue,
                    let value = pair[1].stringValue
                else { return nil }
                return (name, value)
            }
            arrivedMilliseconds = entry["arrivedMilliseconds"]?.integerValue ?? 0
            complete = entry["complete"]?.boolValue ?? false
        }
    }

    package let port: Int
    private let record: String
    private let child: Child

    package static func start(in folder: TemporaryFolder, delayMilliseconds: Int = 0) async throws -> Receiver
    {
        guard let python = Programs.python else { throw SupportError("there is no python3") }
        let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let name = "receiver-\(Files.names(in: folder.path).count)"
        let record = folder.file(name + ".ndjson")
        let output = folder.file(name + ".out")
        var plan = Child.Plan(
            python, ["/" + script + "/receiver.py", "--record", record, "--delay", "\(delayMilliseconds)"],
            output: output, errorOutput: folder.file(name + ".err")
        )
        plan.input = .heldOpen
        let child = try Child(plan)
        let port = try await Wait.value("the receiver's port") {
            if let status = child.status { throw SupportError("the receiver ended with \(status)") }
            let text = Files.text(output)
            return text.hasSuffix("\n") ? Int(text.dropLast()) : nil
        }
        return Receiver(port: port, record: record, child: child)
    }

    private init(port: Int, record: String, child: Child) {
        self.port = port
        self.record = record
        self.child = child
    }

    package func url(_ path: String = "/posts") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// The server's own list, in the order of arrival.
    package func requests() throws -> [Request] {
        let text = Files.text(record)
        // The last line may be half written.
        let lines = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
        return try lines.split(separator: "\n").map { Request(try JSONValue(parsing: String($0))) }
    }

    /// What arrived for each post.
    package func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for request in try requests() { if let post = request.post { counts[post, default: 0] += 1 } }
        return counts
    }

    package func end() async throws {
        child.signal(SIGKILL)
        _ = try await child.wait()
    }
}
