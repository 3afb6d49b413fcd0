import Glibc
import Synchronization
import Testing
import Varlink
import VarlinkServer

@Suite("Connections")
struct ConnectionTests {
    private static let text = """
        interface org.example.x
        method Wait(number: int) -> (number: int)
        method Note(number: int) -> ()
        method Blob(size: int) -> (blob: string)
        method WhoAmI() -> (processID: int, userID: int, groupID: int, groups: []int, loginUserID: ?int)
        # [Requires 'more' flag]
        method Flood() -> (filler: ?string)
        # [Requires 'more' flag]
        method Endless() -> (number: ?int)
        """

    /// What the handlers did, and the gate at which `Wait` waits.
    private final class Witness: Sendable {
        let gate = Gate()
        let endlessEnded = Gate()
        let floodEnded = Gate()
        let noted = Mutex<[Int64]>([])
        let noteOf = Mutex<[Int64: Gate]>([:])
        let sent = Atomic<Int>(0)

        func registry() throws -> MethodRegistry {
            try makeRegistry(
                text,
                [
                    "Wait": .reply { (_, parameters) async throws(MethodError) in
                        await self.gate.wait()
                        await Task.yield()
                        return parameters
                    },
                    "Note": .reply { (_, parameters) async throws(MethodError) in
                        let number = parameters["number"]?.integerValue ?? 0
                        self.noted.withLock { $0.append(number) }
                        self.noteOf.withLock { $0[number] }?.open()
                        return [:]
                    },
                    "Blob": .immediate { (_, parameters) throws(MethodError) in
                        let size = Int(parameters["size"]?.integerValue ?? 0)
                        return ["blob": .string(String(repeating: "x", count: size))]
                    },
                    "WhoAmI": .immediate { (context, _) throws(MethodError) in
                        let peer = context.peer
                        return [
                            "processID": .integer(Int64(peer.processID)),
                            "userID": .integer(Int64(peer.userID)),
                            "groupID": .integer(Int64(peer.groupID)),
                            "groups": .array(peer.supplementaryGroupIDs.map { .integer(Int64($0)) }),
                            "loginUserID": peer.loginUserID.map { .integer(Int64($0)) } ?? .null,
                        ]
                    },
                    "Flood": .stream { (_, _, stream) async throws(MethodError) in
                        defer { self.floodEnded.open() }
                        let filler = JSONValue.string(String(repeating: "x", count: 1000))
                        while true {
                            try await stream.send(["filler": filler])
                            self.sent.add(1, ordering: .relaxed)
                        }
                    },
                    "Endless": .stream { (_, _, stream) async throws(MethodError) in
                        defer { self.endlessEnded.open() }
                        try await stream.send(["number": 1])
                        await Gate().waitOrCancel()
                        try await stream.send(["number": 2])
                    },
                ])
        }
    }

    @Test("Pipelined calls are answered in order, one after the other")
    func order() async throws {
        let witness = Witness()
        witness.gate.open()
        try await ServerFixture.run(try witness.registry()) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                var bytes: [UInt8] = []
                for number in 0..<500 as Range<Int64> {
                    let method = number % 3 == 0 ? "org.example.x.Wait" : "org.example.x.Note"
                    Call(method: method, parameters: ["number": .integer(number)]).encode(into: &bytes)
                }
                try client.send(bytes)
                for number in 0..<500 as Range<Int64> {
                    let parameters = try client.reply()?["parameters"]
                    #expect(parameters == (number % 3 == 0 ? ["number": .integer(number)] : [:]))
                }
            }
            let noted = witness.noted.withLock { $0 }
            #expect(noted == (0..<500).filter { $0 % 3 != 0 })
        }
    }

    @Test("Behind a call that runs only so much is read, and all of it is answered in the end")
    func pendingLimit() async throws {
        let witness = Witness()
        var limits = Limits()
        limits.pendingCallsMax = 4
        try await ServerFixture.run(try witness.registry(), limits: limits) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                var call: [UInt8] = []
                Call(method: "org.example.x.Wait", parameters: ["number": 7]).encode(into: &call)
                let many = Array(repeatElement(call, count: 60_000).joined())
                let sent = client.sendWhatFits(many)
                #expect(sent < many.count, "the server reads without end")
                witness.gate.open()
                // The other half of a call that was cut is sent, so that whole calls are answered.
                let whole = (sent + call.count - 1) / call.count
                try client.send(Array(many[sent..<whole * call.count]))
                for _ in 0..<whole { #expect(try client.reply()?["parameters"] == ["number": 7]) }
            }
        }
    }

    @Test("The server knows who calls, with the groups")
    func credentials() async throws {
        try await ServerFixture.run(try Witness().registry()) { fixture in
            let client = try fixture.client()
            let who = try await blocking { try client.call("org.example.x.WhoAmI")?["parameters"] }
            #expect(who?["processID"]?.integerValue == Int64(getpid()))
            #expect(who?["userID"]?.integerValue == Int64(geteuid()))
            #expect(who?["groupID"]?.integerValue == Int64(getegid()))
            var groups = [gid_t](repeating: 0, count: 1024)
            let count = getgroups(Int32(groups.count), &groups)
            let expected = groups.prefix(Int(count)).map { JSONValue.integer(Int64($0)) }
            #expect(Set(who?["groups"]?.arrayValue ?? []) == Set(expected))
        }
    }

    @Test(
        "A stream ends when its client leaves, also one that had closed its half before",
        arguments: [false, true])
    func clientLeaves(halfClosed: Bool) async throws {
        let witness = Witness()
        try await ServerFixture.run(try witness.registry()) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                #expect(try client.call("org.example.x.Endless", more: true)?["continues"] == true)
                if halfClosed { client.halfClose() }
                client.close()
            }
            await witness.endlessEnded.wait()
        }
    }

    @Test("A client that closes its half still gets all its replies, then the end")
    func halfClose() async throws {
        let witness = Witness()
        try await ServerFixture.run(try witness.registry()) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                for number in 0..<3 as Range<Int64> {
                    var bytes: [UInt8] = []
                    Call(method: "org.example.x.Wait", parameters: ["number": .integer(number)]).encode(
                        into: &bytes)
                    try client.send(bytes)
                }
                client.halfClose()
                witness.gate.open()
                for number in 0..<3 as Range<Int64> {
                    #expect(try client.reply()?["parameters"]?["number"] == .integer(number))
                }
                #expect(try client.reply() == nil)
            }
        }
    }

    @Test("What a client asked for before it left is carried out")
    func onewayThenLeave() async throws {
        let witness = Witness()
        let last = Gate()
        witness.noteOf.withLock { $0[3] = last }
        try await ServerFixture.run(try witness.registry()) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                var bytes: [UInt8] = []
                for number in 1...3 as ClosedRange<Int64> {
                    Call(
                        method: "org.example.x.Note", parameters: ["number": .integer(number)],
                        oneway: number != 2
                    )
                    .encode(into: &bytes)
                }
                try client.send(bytes)
                client.close()
            }
            await last.wait()
            #expect(witness.noted.withLock { $0 } == [1, 2, 3])
        }
    }

    @Test("A client that never reads holds its stream back and is cut off in the end")
    func neverReads() async throws {
        let witness = Witness()
        var limits = Limits()
        limits.writeBufferBytesMax = 64 * 1024
        limits.writeStallTimeMax = .milliseconds(300)
        try await ServerFixture.run(try witness.registry(), limits: limits) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                var bytes: [UInt8] = []
                Call(method: "org.example.x.Flood", more: true).encode(into: &bytes)
                try client.send(bytes)
            }
            await fixture.events.wait { if case .clientStalled = $0 { true } else { false } }
            await witness.floodEnded.wait()
            // The socket's own buffer, ours, and no more: far below what a moment of flooding would make.
            #expect(witness.sent.load(ordering: .relaxed) < 2000)
        }
    }

    @Test("A client that sends calls and never reads makes the server hold only so much")
    func neverReadsReplies() async throws {
        var limits = Limits()
        limits.writeBufferBytesMax = 64 * 1024
        limits.writeStallTimeMax = .milliseconds(300)
        try await ServerFixture.run(try Witness().registry(), limits: limits) { fixture in
            let client = try fixture.client()
            try await blocking { () throws in
                var call: [UInt8] = []
                Call(method: "org.example.x.Blob", parameters: ["size": 50_000]).encode(into: &call)
                _ = client.sendWhatFits(Array(repeatElement(call, count: 20_000).joined()))
            }
            await fixture.events.wait { if case .clientStalled = $0 { true } else { false } }
        }
    }

    @Test("A slow reader of a long stream gets every reply")
    func slowReader() async throws {
        let witness = Witness()
        var limits = Limits()
        limits.writeBufferBytesMax = 8 * 1024
        try await ServerFixture.run(try witness.registry(), limits: limits) { fixture in
            try await blocking { () throws in
                let client = try VarlinkClient(connectingTo: fixture.path)
                var count = 0
                try client.callMore("org.example.x.Flood") { reply, _ in
                    #expect(reply["filler"]?.stringValue?.utf8.count == 1000)
                    count += 1
                    return count == 3000 ? .stop : .next
                }
                #expect(count == 3000)
                #expect(throws: VarlinkClientError.closed) { try client.call("org.example.x.WhoAmI") }
            }
            await witness.floodEnded.wait()
        }
    }

    @Test("Beyond the limit of connections a new one is closed, and a place that is free again is given")
    func connectionLimit() async throws {
        for ofUser in [true, false] {
            var limits = Limits()
            limits.connectionsMax = ofUser ? 100 : 3
            limits.connectionsPerUserMax = ofUser ? 3 : 100
            try await ServerFixture.run(try Witness().registry(), limits: limits) { fixture in
                try await blocking { () throws in
                    let clients = try (0..<3).map { _ in try fixture.client() }
                    for client in clients { #expect(try client.call("org.example.x.WhoAmI") != nil) }
                    for _ in 0..<20 { #expect(try fixture.client().frame() == nil) }
                    for client in clients { #expect(try client.call("org.example.x.WhoAmI") != nil) }
                    clients[0].close()
                    while fixture.server.connectionCount == 3 { sched_yield() }
                    #expect(try fixture.client().call("org.example.x.WhoAmI") != nil)
                }
                let refusals = fixture.events.all.compactMap { event -> ServerEvent.Refusal? in
                    guard case .connectionRefused(let refusal, _) = event else { return nil }
                    return refusal
                }
                let expected: ServerEvent.Refusal = ofUser ? .tooManyConnectionsOfUser : .tooManyConnections
                #expect(refusals == Array(repeating: expected, count: 20))
            }
        }
    }

    @Test("A message at the limit is taken, one beyond it closes the connection, complete or not")
    func frameLimit() async throws {
        var limits = Limits()
        limits.frameBytesMax = 1000
        limits.jsonDepthMax = 5
        try await ServerFixture.run(try Witness().registry(), limits: limits) { fixture in
            try await blocking { () throws in
                let call = #"{"method":"org.example.x.WhoAmI"}"#
                func padded(_ count: Int) -> [UInt8] {
                    Array((call + String(repeating: " ", count: count - call.utf8.count)).utf8)
                }
                let fitting = try fixture.client()
                try fitting.send(padded(1000) + [0])
                #expect(try fitting.reply() != nil)
                for long in [padded(1001) + [0], padded(5000)] {
                    let client = try fixture.client()
                    try client.send(long)
                    #expect(try client.frame() == nil)
                }
                let deep = try fixture.client()
                try deep.send(#"{"method":"a.B","parameters":{"a":[[[[1]]]]}}"# + "\0")
                #expect(try deep.frame() == nil)
            }
            #expect(fixture.events.all.count == 3)
        }
    }

    @Test("An idle connection is closed, one with a running call is not")
    func idle() async throws {
        let witness = Witness()
        var limits = Limits()
        limits.idleTimeMax = .milliseconds(500)
        try await ServerFixture.run(try witness.registry(), limits: limits) { fixture in
            let busy = try fixture.client()
            let idle = try fixture.client()
            try await blocking { () throws in
                try busy.send(#"{"method":"org.example.x.Wait","parameters":{"number":1}}"# + "\0")
                #expect(try idle.frame() == nil, "closed by the server")
                witness.gate.open()
                #expect(try busy.reply()?["parameters"] == ["number": 1])
                #expect(try busy.frame() == nil, "closed by the server, idle now")
            }
        }
    }

    @Test("Hostile bytes close their own connection at most", arguments: UInt64(1)...20)
    func hostile(seed: UInt64) async throws {
        try await ServerFixture.run(try Witness().registry()) { fixture in
            try await blocking { () throws in
                var random = SeededRandom(seed: seed)
                let good = Array(#"{"method":"org.example.x.WhoAmI","parameters":{}}"#.utf8) + [0]
                for _ in 0..<10 {
                    let client = try fixture.client()
                    var bytes = Array(repeatElement(good, count: 3).joined())
                    for _ in 0..<Int.random(in: 1...6, using: &random) {
                        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                            in: 0...255, using: &random)
                    }
                    _ = client.sendWhatFits(bytes)
                    client.halfClose()
                    while let frame = try client.frame() {
                        #expect((try? JSONValue(parsing: frame)) != nil, "replay with seed \(seed)")
                    }
                }
                #expect(try fixture.client().call("org.example.x.WhoAmI") != nil, "replay with seed \(seed)")
            }
        }
    }
}

/// SplitMix64: the same seed gives the same run.
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
