import Glibc
import Testing
import Varlink

@Suite("The client")
struct VarlinkClientTests {
    private static func frame(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    private func withServer(
        _ portions: [[UInt8]], stayOpen: Bool = false, timeout: Duration = .seconds(5),
        frameBytesMax: Int = 1 << 20,
        _ body: @escaping @Sendable (VarlinkClient) throws -> Void
    ) async throws {
        let server = try CannedServer()
        server.serve(portions, stayOpen: stayOpen)
        let path = server.path
        try await blocking { () throws in
            try body(try VarlinkClient(connectingTo: path, timeout: timeout, frameBytesMax: frameBytesMax))
        }
        withExtendedLifetime(server) {}
    }

    @Test("It says why it cannot connect")
    func cannotConnect() async throws {
        #expect(throws: VarlinkClientError.noSocket(path: "/tmp/there/is/none")) {
            try VarlinkClient(connectingTo: "/tmp/there/is/none")
        }
        let long = String(repeating: "x", count: 200)
        #expect(throws: VarlinkClientError.pathTooLong(path: long)) { try VarlinkClient(connectingTo: long) }
        let server = try CannedServer()
        let path = server.path
        server.stopListening()
        #expect(throws: VarlinkClientError.refused(path: path)) { try VarlinkClient(connectingTo: path) }
    }

    @Test("Without permission it says so", .enabled(if: geteuid() != 0, "root may connect to anything"))
    func notPermitted() throws {
        let server = try CannedServer()
        chmod(server.path, 0)
        #expect(throws: VarlinkClientError.notPermitted(path: server.path)) {
            try VarlinkClient(connectingTo: server.path)
        }
    }

    @Test("A reply, an error and typed parameters come as they were sent")
    func replies() async throws {
        struct Parameters: Encodable { var number: Int }
        struct Returned: Decodable, Equatable { var text: String }
        let portions = [
            Self.frame(#"{"parameters":{"text":"x"}}"#),
            Self.frame(#"{"error":"a.b.E","parameters":{"n":1}}"#),
            Self.frame(#"{"parameters":{"text":1}}"#), Self.frame("{}"),
        ]
        try await withServer(portions) { client throws in
            #expect(
                try client.call("a.b.C", Parameters(number: 1), returning: Returned.self)
                    == Returned(text: "x"))
            #expect(throws: VarlinkClientError.errorReply(name: "a.b.E", parameters: ["n": 1])) {
                try client.call("a.b.C")
            }
            do throws(VarlinkClientError) {
                _ = try client.call("a.b.C", Parameters(number: 1), returning: Returned.self)
                Issue.record("a number was taken for a text")
            } catch {
                #expect(error.code == "decoding")
            }
            #expect(try client.call("a.b.C") == [:])
        }
    }

    @Test(
        "A server that breaks the protocol is left",
        arguments: [
            #"{"parameters":{},"continues":true}"#, "x", "[]", "", #"{"foo":1}"#, #"{"parameters":[]}"#,
        ])
    func protocolViolations(reply: String) async throws {
        try await withServer([Self.frame(reply)], stayOpen: true) { client in
            do throws(VarlinkClientError) {
                _ = try client.call("a.b.C")
                Issue.record("taken for a reply")
            } catch {
                #expect(error.code == "protocol-violation")
            }
            #expect(throws: VarlinkClientError.closed) { try client.call("a.b.C") }
        }
    }

    @Test("A reply beyond the limit is refused before it is complete")
    func tooLong() async throws {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 200_000)
        try await withServer([long], stayOpen: true, frameBytesMax: 1000) { client in
            #expect(throws: VarlinkClientError.protocolViolation(.frameTooLong(bytesMax: 1000))) {
                try client.call("a.b.C")
            }
        }
    }

    @Test("A server that goes, or is cut off in the middle of a reply, is said to have closed")
    func closed() async throws {
        for portion in [[], Array(#"{"parameters":"#.utf8)] {
            try await withServer([portion]) { client in
                #expect(throws: VarlinkClientError.closed) { try client.call("a.b.C") }
            }
        }
    }

    @Test("No reply in time is an error, and the connection is not used again")
    func timeout() async throws {
        try await withServer([[]], stayOpen: true, timeout: .milliseconds(50)) { client in
            #expect(throws: VarlinkClientError.timedOut) { try client.call("a.b.C") }
            #expect(throws: VarlinkClientError.closed) { try client.call("a.b.C") }
        }
    }

    @Test("Several replies come one by one, until the last, an error, or a stop")
    func more() async throws {
        let three =
            Self.frame(#"{"parameters":{"n":1},"continues":true}"#) + Self.frame(#"{"continues":true}"#)
        try await withServer(
            [three + Self.frame("{}"), three + Self.frame(#"{"error":"a.b.E"}"#), three], stayOpen: true
        ) {
            client in
            var seen: [Bool] = []
            try client.callMore("a.b.C") { _, isLast in
                seen.append(isLast)
                return .next
            }
            #expect(seen == [false, false, true])
            #expect(throws: VarlinkClientError.errorReply(name: "a.b.E", parameters: [:])) {
                try client.callMore("a.b.C") { _, _ in .next }
            }
            var count = 0
            try client.callMore("a.b.C", timeout: .never) { _, _ in
                count += 1
                return .stop
            }
            #expect(count == 1)
            #expect(throws: VarlinkClientError.closed) { try client.oneway("a.b.C") }
        }
    }

    @Test("A queue that is full makes connecting time out")
    func fullQueue() async throws {
        let server = try CannedServer(backlog: 0)
        let path = server.path
        try await blocking { () throws in
            var clients: [VarlinkClient] = []
            #expect(throws: VarlinkClientError.timedOut) {
                for _ in 0..<10 {
                    clients.append(try VarlinkClient(connectingTo: path, timeout: .milliseconds(50)))
                }
            }
        }
        withExtendedLifetime(server) {}
    }
}
