import Synchronization
import Testing
import Varlink
import VarlinkServer

@Suite("Methods and their replies")
struct DispatchTests {
    private static let text = """
        interface org.example.x
        type Inner (number: int)
        method Echo(text: string, inner: ?[]Inner) -> (text: string)
        method Count(to: int) -> (sum: int)
        method Broken() -> (number: int)
        method Refuse() -> ()
        method Undeclared() -> ()
        method Unfinished() -> ()
        # [Requires 'more' flag]
        method Watch(count: int) -> (number: ?int)
        # [Supports 'more' flag]
        method List() -> (number: ?int)
        error Refused (why: string)
        """

    private struct CountParameters: Codable, Sendable { var to: UInt8 }
    private struct CountReply: Codable, Sendable { var sum: Int }

    private static func registry() throws -> MethodRegistry {
        try makeRegistry(
            text,
            [
                "Echo": .immediate { (_, parameters) throws(MethodError) in
                    ["text": parameters["text"] ?? .null]
                },
                "Count": .reply(CountParameters.self) { (_, parameters) async throws(MethodError) in
                    CountReply(sum: (0...Int(parameters.to)).reduce(0, +))
                },
                "Broken": .reply { (_, _) async throws(MethodError) in ["number": "one"] },
                "Refuse": .immediate { (_, _) throws(MethodError) in
                    throw MethodError("org.example.x.Refused", ["why": "no"])
                },
                "Undeclared": .reply { (_, _) async throws(MethodError) in
                    throw MethodError("org.example.x.Nonsense")
                },
                "Watch": .stream { (_, parameters, stream) async throws(MethodError) in
                    let count = parameters["count"]?.integerValue ?? 0
                    for number in 0..<count { try await stream.send(["number": .integer(number)]) }
                },
                "List": .stream { (context, _, stream) async throws(MethodError) in
                    if context.more { try await stream.send(["number": 1]) }
                    try stream.finish(["number": 2])
                },
            ])
    }

    private func withClient(_ body: @escaping @Sendable (VarlinkClient) throws -> Void) async throws
        -> [ServerEvent]
    {
        let seen = Mutex<[ServerEvent]>([])
        try await ServerFixture.run(try Self.registry()) { fixture in
            try await blocking { try body(try VarlinkClient(connectingTo: fixture.path)) }
            seen.withLock { $0 = fixture.events.all }
        }
        return seen.withLock { $0 }
    }

    private static func error(_ name: String, _ parameters: JSONValue = [:]) -> VarlinkClientError {
        .errorReply(name: name, parameters: parameters)
    }

    @Test("Handlers of all kinds answer, with plain JSON or with Swift types")
    func kinds() async throws {
        let events = try await withClient { client in
            #expect(try client.call("org.example.x.Echo", ["text": "é"]) == ["text": "é"])
            let reply = try client.call(
                "org.example.x.Count", CountParameters(to: 4), returning: CountReply.self)
            #expect(reply.sum == 10)
            #expect(throws: Self.error("org.example.x.Refused", ["why": "no"])) {
                try client.call("org.example.x.Refuse")
            }
        }
        #expect(events.isEmpty)
    }

    @Test("Parameters that do not fit are refused with the name of the field at the top")
    func invalidParameters() async throws {
        _ = try await withClient { client in
            let cases: [(String, JSONValue, String)] = [
                ("Echo", [:], "text"), ("Echo", ["text": 1], "text"),
                ("Echo", ["text": "x", "more": 1], "more"),
                ("Echo", ["text": "x", "inner": [["number": "1"]]], "inner"),
                // The interface takes any integer, the Swift type does not.
                ("Count", ["to": 256], "to"), ("Count", ["to": -1], "to"),
            ]
            for (method, parameters, field) in cases {
                let expected = Self.error(
                    "org.varlink.service.InvalidParameter", ["parameter": .string(field)])
                #expect(throws: expected) { try client.call("org.example.x." + method, parameters) }
            }
        }
    }

    @Test("A reply or an error of ours that does not fit is reported and answered as an internal error")
    func faults() async throws {
        let events = try await withClient { client in
            for method in ["Broken", "Undeclared"] {
                #expect(throws: Self.error(MethodError.internalErrorName)) {
                    try client.call("org.example.x." + method)
                }
            }
        }
        let details = events.compactMap { event -> String? in
            guard case .internalError(let method, let detail, _) = event else { return nil }
            return "\(method): \(detail)"
        }
        #expect(details.count == 2)
        #expect(
            details.first == "org.example.x.Broken: the reply does not fit the interface: number: wrong-type")
    }

    @Test("A method without a handler says so, and one that needs 'more' too")
    func notImplemented() async throws {
        _ = try await withClient { client in
            let name: JSONValue = ["method": "org.example.x.Unfinished"]
            #expect(throws: Self.error("org.varlink.service.MethodNotImplemented", name)) {
                try client.call("org.example.x.Unfinished")
            }
            #expect(throws: Self.error("org.varlink.service.ExpectedMore")) {
                try client.call("org.example.x.Watch", ["count": 1])
            }
        }
    }

    @Test("A stream sends its replies in order and ends with one that says so")
    func streams() async throws {
        _ = try await withClient { client in
            for count in [0, 1, 1000] as [Int64] {
                var numbers: [Int64?] = []
                var lasts: [Bool] = []
                try client.callMore("org.example.x.Watch", ["count": .integer(count)]) { reply, isLast in
                    numbers.append(reply["number"]?.integerValue)
                    lasts.append(isLast)
                    return .next
                }
                #expect(numbers == (0..<count).map { $0 } + [nil])
                #expect(lasts == [Bool](repeating: false, count: Int(count)) + [true])
            }
        }
    }

    @Test("A method that supports 'more' answers once without it")
    func supported() async throws {
        _ = try await withClient { client in
            #expect(try client.call("org.example.x.List") == ["number": 2])
            var numbers: [JSONValue?] = []
            try client.callMore("org.example.x.List") { reply, _ in
                numbers.append(reply["number"])
                return .next
            }
            #expect(numbers == [1, 2])
        }
    }

    @Test("The registry answers without any transport")
    func registryAlone() throws {
        let registry = try Self.registry()
        let prepared = try registry.prepare(Call(method: "org.example.x.Echo", parameters: ["text": "x"]))
        let context = CallContext(
            peer: Peer(processID: 1, userID: 2, groupID: 3), connection: 1, method: "org.example.x.Echo")
        #expect(prepared.runImmediately(context) { _ in } == Reply(parameters: ["text": "x"]))
        #expect(throws: MethodError.interfaceNotFound("a")) { try registry.prepare(Call(method: "a.B")) }
        #expect(throws: MethodError.interfaceNotFound("")) { try registry.prepare(Call(method: ".B")) }
        #expect(throws: MethodError.methodNotFound("")) { try registry.prepare(Call(method: "")) }
    }

    @Test("A registry refuses what does not belong together")
    func registryErrors() throws {
        let once: MethodHandler = .immediate { (_, _) throws(MethodError) in [:] }
        let many: MethodHandler = .stream { (_, _, _) async throws(MethodError) in }
        #expect(throws: RegistryError.noSuchMethod("org.example.x.Nope")) {
            try makeRegistry(Self.text, ["Nope": once])
        }
        #expect(throws: RegistryError.handlerDoesNotFitMore(method: "org.example.x.Echo")) {
            try makeRegistry(Self.text, ["Echo": many])
        }
        #expect(throws: RegistryError.handlerDoesNotFitMore(method: "org.example.x.Watch")) {
            try makeRegistry(Self.text, ["Watch": once])
        }
        var registry = try makeRegistry(Self.text, [:])
        #expect(throws: RegistryError.interfaceTwice("org.example.x")) {
            try registry.add(try InterfaceDescription.parse(Self.text), [:])
        }
    }
}
