import Foundation
import Glibc

/// A running `Tests/TestSupport/receiver.py`. It ends when this value does, or when the test process dies.
final class Receiver: Sendable {
    struct Entry: Decodable, Sendable {
        let connection: Int
        let method: String
        let headers: [[String]]
        let idempotencyKey: String?
        let text: String
        let complete: Bool

        func values(of name: String) -> [String] {
            headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
        }
    }

    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(
        where: FileManager.default.isExecutableFile)
    static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first(
        where: FileManager.default.isExecutableFile)

    let port: Int
    private let isTLS: Bool
    private let record: URL
    private let process: ChildProcess

    init(tls: Certificate? = nil, delayMilliseconds: Int = 0) throws {
        guard let python = Self.python else { throw CocoaError(.executableNotLoadable) }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "TestSupport/receiver.py")
        record = FileManager.default.temporaryDirectory.appending(
            path: "tocsin-receiver-\(UUID().uuidString)")
        isTLS = tls != nil
        var arguments = [script.path(), "--record", record.path(), "--delay", "\(delayMilliseconds)"]
        if let tls { arguments += ["--tls", tls.certificate.path(), tls.key.path()] }
        process = try ChildProcess(python, arguments)
        let text = process.readLine()
        guard let port = Int(text) else { throw CocoaError(.fileReadCorruptFile) }
        self.port = port
    }

    deinit {
        process.end(signal: SIGKILL)
        try? FileManager.default.removeItem(at: record)
    }

    func url(_ path: String, host: String = "127.0.0.1") -> String {
        "\(isTLS ? "https" : "http")://\(host):\(port)\(path)"
    }

    /// The server's own list, from the file it keeps.
    func entries() throws -> [Entry] {
        let lines = try String(contentsOf: record, encoding: .utf8).split(separator: "\n")
        return try lines.map { try JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    }
}
