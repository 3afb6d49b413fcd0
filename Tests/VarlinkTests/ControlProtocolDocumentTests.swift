import Glibc
import Testing
import Varlink

@Suite("docs/control-protocol.md")
struct ControlProtocolDocumentTests {
    private static func text() throws -> String {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let path = here.dropLast(3).joined(separator: "/") + "/docs/control-protocol.md"
        let file = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func examples(_ kind: String) throws -> [String] {
        try text().split(separator: "```", omittingEmptySubsequences: false)
            .filter { $0.hasPrefix(kind + "\n") }
            .map { String($0.dropFirst(kind.count + 1)) }
    }

    @Test("Every call and every reply in it is one")
    func examples() throws {
        let calls = try Self.examples("json call")
        let replies = try Self.examples("json reply")
        #expect(!calls.isEmpty && !replies.isEmpty)
        for call in calls {
            #expect(throws: Never.self, "\(call)") { try Call(frame: Array(call.utf8).span) }
        }
        for reply in replies {
            #expect(throws: Never.self, "\(reply)") { try Reply(frame: Array(reply.utf8).span) }
        }
        for interface in try Self.examples("varlink") {
            #expect(throws: Never.self, "\(interface)") { try InterfaceDescription.parse(interface) }
        }
    }
}
