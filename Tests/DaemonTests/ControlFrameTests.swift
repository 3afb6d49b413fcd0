import Glibc
import TestSupport
import Testing
import Varlink

/// Bytes and calls on the control socket that no client of ours would send. None of them ends the daemon.
@Suite("Hostile calls")
struct ControlFrameTests {
    private static let deep = String(repeating: "[", count: 20_000)
    private static let frames: [(String, [UInt8])] = [
        ("an empty frame", [0]),
        ("no JSON", Array("hello".utf8) + [0]),
        ("a JSON array", Array("[]".utf8) + [0]),
        ("an object without a method", Array("{}".utf8) + [0]),
        ("a method that is a number", Array(#"{"method":7}"#.utf8) + [0]),
        (
            "parameters that are a list",
            Array(#"{"method":"org.tocsin.Service.Status","parameters":[1]}"#.utf8) + [0]
        ),
        (
            "ill-formed UTF-8",
            Array(#"{"method":"org.tocsin."#.utf8) + [0xC3, 0x28, 0xFF] + Array(#""}"#.utf8) + [0]
        ),
        ("a lone surrogate", Array(#"{"method":"org.tocsin.\ud800"}"#.utf8) + [0]),
        ("20,000 brackets", Array(#"{"method":"a.b.C","parameters":{"x":"#.utf8) + Array(deep.utf8) + [0]),
        (
            "a number without end",
            Array(#"{"method":"a.b.C","parameters":{"x":"#.utf8) + [UInt8](repeating: 0x39, count: 50_000) + [
                0
            ]
        ),
        ("six megabytes without a terminator", [UInt8](repeating: 0x20, count: 6 << 20)),
        ("a name given twice", Array(#"{"method":"a.b.C","method":"a.b.D"}"#.utf8) + [0]),
    ]

    @Test("A malformed frame is answered by an error or by closing, and the next caller is served")
    func frames() async throws {
        try await DaemonScope.up { scope in
            for (name, bytes) in Self.frames {
                let socket = try RawSocket(scope.controlSocket)
                let answer = await OwnThread.run { () -> [UInt8]? in
                    socket.send(bytes)
                    return socket.receive(until: 0)
                }
                let text = String(
                    decoding: try #require(answer, "\(name): neither answer nor close"), as: UTF8.self)
                #expect(text.isEmpty || text.contains(#""error""#), "\(name): \(text)")
                #expect(try scope.status()["publishing"]?.boolValue == true, "\(name)")
            }
        }
    }

    private static let calls: [(method: String, parameters: JSONValue, error: String)] = [
        ("org.tocsin.Nothing.Do", [:], "org.varlink.service.InterfaceNotFound"),
        ("org.tocsin.Post.Nothing", [:], "org.varlink.service.MethodNotFound"),
        ("org.tocsin.Post.Show", [:], "org.varlink.service.InvalidParameter"),
        ("org.tocsin.Post.Show", ["post": 7], "org.varlink.service.InvalidParameter"),
        ("org.tocsin.Post.Show", ["post": ["a"]], "org.varlink.service.InvalidParameter"),
        ("org.tocsin.Post.Show", ["post": "a", "more": true], "org.varlink.service.InvalidParameter"),
        ("org.tocsin.Stop.Engage", ["scopes": "all"], "org.varlink.service.InvalidParameter"),
        ("org.tocsin.Stop.Engage", ["scopes": ["everything"]], "bad-scope"),
        ("org.tocsin.Stop.Engage", ["scopes": ["account:nobody"]], "org.tocsin.Stop.ScopeMatchesNothing"),
        ("org.tocsin.Stop.GetReceipt", ["epoch": 99], "unknown-stop"),
        ("org.tocsin.Post.Show", ["post": "nobody"], "unknown-post"),
        ("org.tocsin.Crisis.Close", ["crisis": 4], "unknown-crisis"),
        ("org.tocsin.Log.Export", [:], "org.varlink.service.ExpectedMore"),
    ]

    @Test(
        "An unknown method, a missing field, a wrong type and an unknown thing each have an error of their own"
    )
    func errors() async throws {
        try await DaemonScope.up { scope in
            for call in Self.calls {
                let error = try scope.errorName(call.method, call.parameters)
                #expect(error == call.error, "\(call.method)")
            }
        }
    }

    private static let seed = getenv("TOCSIN_SEED").flatMap { UInt64(String(cString: $0)) } ?? 33
    /// Calls of each method; TOCSIN_HOSTILE=25 is a long run.
    private static let rounds = getenv("TOCSIN_HOSTILE").flatMap { Int(String(cString: $0)) } ?? 6

    @Test(
        "Seeded hostile values in every parameter of every method: an answer each time, never an internal error"
    )
    func everyMethod() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("one", at: Moment.later)
            try scope.call("org.tocsin.Drill.Start", ["name": "night", "clockStart": "2009-12-18T17:00:00Z"])
            var random = SeededGenerator(seed: Self.seed)
            for interface in try interfaces(scope) {
                for method in interface.methods {
                    let name = "\(interface.name).\(method.name)"
                    for round in 0..<Self.rounds {
                        let parameters = HostileValues.object(method.input, interface, &random)
                        let answer = try await call(scope, name, method.more, parameters)
                        #expect(
                            answer != "org.tocsin.Service.InternalError",
                            "\(name), round \(round): \(parameters.text)")
                        let ended = scope.daemon?.status
                        try #require(
                            ended == nil,
                            "\(name), round \(round), ended the daemon: \(parameters.text.prefix(2_000))")
                    }
                }
            }
            #expect(try scope.status()["version"]?.stringValue != nil)
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
            try await scope.restart()
        }
    }

    private func interfaces(_ scope: DaemonScope) throws -> [InterfaceDescription] {
        let names =
            try scope.call("org.varlink.service.GetInfo")["interfaces"]?.arrayValue?.compactMap(\.stringValue)
            ?? []
        return try names.filter { $0.hasPrefix("org.tocsin.") }.map { name in
            let reply = try scope.call(
                "org.varlink.service.GetInterfaceDescription", ["interface": .string(name)])
            return try InterfaceDescription.parse(try #require(reply["description"]?.stringValue))
        }
    }

    /// The error's name, or nil.
    private func call(
        _ scope: DaemonScope, _ name: String, _ more: MoreSupport, _ parameters: JSONValue
    ) async throws -> String? {
        await OwnThread.run {
            do throws(VarlinkClientError) {
                let client = try scope.client(timeout: .seconds(20))
                guard more == .required else {
                    _ = try client.call(name, parameters)
                    return nil
                }
                var replies = 0
                try client.callMore(name, parameters, timeout: .after(.milliseconds(150))) { _, _ in
                    replies += 1
                    return replies < 20 ? .next : .stop
                }
                return nil
            } catch .errorReply(let error, _) {
                return error
            } catch {
                return "\(error)"
            }
        }
    }
}
