import Glibc
import Testing
import Varlink
import VarlinkCertificationServer
import VarlinkServer

@Suite("Conformance")
struct ConformanceTests {
    @Test("Our client passes the certification of our server")
    func certification() async throws {
        try await ServerFixture.run(try CertificationService.registry()) { fixture in
            try await blocking { try CertificationClient.run(path: fixture.path) }
        }
    }

    private static let peers =
        getenv("TOCSIN_VARLINK_PEERS").map { String(cString: $0).split(separator: ":").map(String.init) }
        ?? []

    @Test(
        "Our client passes the certification of servers that are not ours, at the sockets named in TOCSIN_VARLINK_PEERS",
        .enabled(if: !peers.isEmpty, "TOCSIN_VARLINK_PEERS names no socket"), arguments: peers)
    func foreignServers(path: String) async throws {
        try await blocking { try CertificationClient.run(path: path) }
    }

    @Test("A step out of order, or with another value, is an error with what was wanted and what came")
    func certificationErrors() async throws {
        try await ServerFixture.run(try CertificationService.registry()) { fixture in
            try await blocking { () throws in
                let client = try VarlinkClient(connectingTo: fixture.path)
                let name = "org.varlink.certification."
                #expect(throws: VarlinkClientError.errorReply(name: name + "ClientIdError", parameters: [:]))
                {
                    try client.call(name + "Test01", ["client_id": "nobody"])
                }
                let identifier = try #require(try client.call(name + "Start")["client_id"])
                #expect(
                    throws: VarlinkClientError.errorReply(
                        name: name + "CertificationError",
                        parameters: ["wants": ["method": "Test01"], "got": ["method": "Test02"]])
                ) {
                    try client.call(name + "Test02", ["client_id": identifier, "bool": true])
                }
            }
        }
    }

    enum Expected: Sendable {
        case answers
        case closes
        case silent
        case error(String, JSONValue)
        case answersThenError(String, JSONValue)
        case description
        case answersThenCloses
    }

    private static let info = "\"method\":\"org.varlink.service.GetInfo\""
    private static let service = "org.varlink.service."
    private static let describe = "\"method\":\"org.varlink.service.GetInterfaceDescription\""

    /// What a server must bear; the expectations are those of systemd's own servers, but that an unknown
    /// interface is answered as the specification says.
    static let probes: [(name: String, chunks: [[UInt8]], halfClose: Bool, expected: Expected)] = [
        probe("plain", "{\(info)}", .answers),
        probe("parameters null", "{\(info),\"parameters\":null}", .answers),
        probe("parameters {}", "{\(info),\"parameters\":{}}", .answers),
        probe("parameters array", "{\(info),\"parameters\":[]}", .closes),
        probe(
            "extra parameter", "{\(info),\"parameters\":{\"x\":1}}",
            .error(service + "InvalidParameter", ["parameter": "x"])),
        probe("more false", "{\(info),\"more\":false}", .answers),
        probe("more true on a single-reply call", "{\(info),\"more\":true}", .answers),
        probe("more null", "{\(info),\"more\":null}", .closes),
        probe("oneway", "{\(info),\"oneway\":true}", .silent),
        ("oneway then plain", [frame("{\(info),\"oneway\":true}"), frame("{\(info)}")], false, .answers),
        probe("more+oneway", "{\(info),\"more\":true,\"oneway\":true}", .closes),
        probe("upgrade", "{\(info),\"upgrade\":true}", .closes),
        probe("unknown top-level field", "{\(info),\"foo\":1}", .closes),
        probe("vendor top-level field", "{\(info),\"com.example.trace\":{\"id\":1}}", .closes),
        probe("no method", "{\"parameters\":{}}", .closes),
        probe(
            "method without a dot", "{\"method\":\"GetInfo\"}",
            .error(service + "MethodNotFound", ["method": "GetInfo"])),
        probe(
            "unknown interface", "{\"method\":\"org.nope.X\"}",
            .error(service + "InterfaceNotFound", ["interface": "org.nope"])),
        probe(
            "unknown method", "{\"method\":\"org.varlink.service.Nope\"}",
            .error(service + "MethodNotFound", ["method": "org.varlink.service.Nope"])),
        probe(
            "description, unknown interface", "{\(describe),\"parameters\":{\"interface\":\"a.b\"}}",
            .error(service + "InterfaceNotFound", ["interface": "a.b"])),
        probe(
            "description, missing parameter", "{\(describe)}",
            .error(service + "InvalidParameter", ["parameter": "interface"])),
        probe(
            "description, wrong type", "{\(describe),\"parameters\":{\"interface\":5}}",
            .error(service + "InvalidParameter", ["parameter": "interface"])),
        probe(
            "description of itself", "{\(describe),\"parameters\":{\"interface\":\"org.varlink.service\"}}",
            .description),
        (
            "two in one write", [frame("{\(info)}") + frame("{\"method\":\"org.varlink.service.Nope\"}")],
            false,
            .answersThenError(service + "MethodNotFound", ["method": "org.varlink.service.Nope"])
        ),
        ("split in two writes", [Array("{\(info)".utf8), frame("}")], false, .answers),
        probe("not JSON", "hello", .closes),
        probe("JSON array", "[]", .closes),
        probe("empty message", "", .closes),
        ("empty message then plain", [[0] + frame("{\(info)}")], false, .closes),
        probe(
            "white space and newline in JSON", " {\n \"method\" :\t\"org.varlink.service.GetInfo\" }\n",
            .answers),
        ("bad UTF-8", [Array("{\"method\":\"".utf8) + [0xFF, 0xFE] + frame("\"}")], false, .closes),
        probe("duplicate key", "{\"method\":\"a.b\",\(info)}", .closes),
        ("no NUL, then half-close", [Array("{\(info)}".utf8)], true, .closes),
        ("plain, then half-close", [frame("{\(info)}")], true, .answersThenCloses),
    ]

    private static func frame(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    private static func probe(
        _ name: String, _ text: String, _ expected: Expected
    ) -> (name: String, chunks: [[UInt8]], halfClose: Bool, expected: Expected) {
        (name, [frame(text)], false, expected)
    }

    @Test("Malformed and unusual messages are answered as systemd's servers do", arguments: 0..<33)
    func probes(number: Int) async throws {
        let probe = Self.probes[number]
        try await ServerFixture.run(try CertificationService.registry()) { fixture in
            let client = try fixture.client()
            let answers = try await blocking { () -> [JSONValue?] in
                for chunk in probe.chunks { try client.send(chunk) }
                if probe.halfClose { client.halfClose() }
                switch probe.expected {
                case .silent:
                    // The next reply belongs to the next call, so nothing came for the first.
                    return [try client.call("org.varlink.service.Marker")]
                case .answersThenError, .answersThenCloses:
                    return [try client.reply(), try client.reply()]
                case .closes:
                    return [try client.reply()]
                default:
                    let first = try client.reply()
                    return [first, try client.call("org.varlink.service.Marker")]
                }
            }
            Self.check(probe.expected, answers, probe.name)
        }
    }

    private static func check(_ expected: Expected, _ answers: [JSONValue?], _ name: String) {
        let marker: JSONValue = [
            "error": .string(service + "MethodNotFound"),
            "parameters": ["method": "org.varlink.service.Marker"],
        ]
        switch expected {
        case .answers:
            #expect(answers[0]?["parameters"]?["product"] == "Certification", "\(name)")
            #expect(answers[1] == marker, "the connection stays open: \(name)")
        case .closes: #expect(answers == [nil], "\(name)")
        case .silent: #expect(answers == [marker], "\(name)")
        case .error(let error, let parameters):
            #expect(answers[0] == ["error": .string(error), "parameters": parameters], "\(name)")
            #expect(answers[1] == marker, "the connection stays open: \(name)")
        case .answersThenError(let error, let parameters):
            #expect(answers[0]?["parameters"]?["product"] == "Certification", "\(name)")
            #expect(answers[1] == ["error": .string(error), "parameters": parameters], "\(name)")
        case .description:
            let text = answers[0]?["parameters"]?["description"]?.stringValue ?? ""
            let parsed = try? InterfaceDescription.parse(text, allowingKeywordFields: true)
            #expect(parsed?.name == "org.varlink.service", "\(name)")
            #expect(parsed?.errors.count == 6, "\(name)")
        case .answersThenCloses:
            #expect(answers[0]?["parameters"]?["product"] == "Certification", "\(name)")
            #expect(answers[1] == nil, "\(name)")
        }
    }
}
