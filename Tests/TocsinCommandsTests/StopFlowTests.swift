@testable import TocsinCommands
import ControlInterface
import Glibc
import Synchronization
import Testing
import Varlink

@Suite("The press on the stop socket")
struct StopFlowTests {
    static let reply =
        #"{"parameters":{"epoch":7,"durability":"durable","engagedId":"0123456789abcdef0123456789abcdef","received":1767305643000000,"gateClosed":1767305643000400,"gateClosedAfterNanoseconds":400000,"durable":1767305643000900,"durableAfterNanoseconds":900000,"repeated":false,"widened":false,"scopes":["all"],"unmatchedScopes":[]}}"#

    private static let nobody: (@Sendable (Int32) -> Void)? = nil
    private let folder = TemporaryFolder()
    private let harness = Harness()

    private func press(_ extra: String..., serving: (@Sendable (Int32) -> Void)?) -> CommandStatus {
        let socket = serving.map { FakeSocket(at: folder.path + "/stop.sock", $0) }
        defer { socket?.finish() }
        let session = Session(
            console: harness.console, surroundings: harness.surroundings,
            findPlace: { RuntimePlace.find(named: $0, ProcessSurroundings(noColour: true)) },
            connect: { [channel = harness.channel] _ in channel },
            connectPipeline: { _ throws(VarlinkClientError) in throw .closed })
        session.stopPatience = harness.stopPatience
        return CommandLineTool.run(["stop", "--runtime-directory", folder.path] + extra, in: session)
    }

    @Test("An answer that says durable is exit 0, told at once, with its receipt after it")
    func durable() throws {
        harness.stopPatience.answer = .seconds(20)
        try harness.channel.answer(StopInterface.GetReceipt.self, .init(receipt: ReceiptTests.receipt()))
        let status = press { connection in
            _ = FakeSocket.message(connection)
            FakeSocket.send(Self.reply, connection)
        }
        #expect(status == .done)
        #expect(harness.console.output.hasPrefix("STOPPED 22:14:03 UTC in 400 us. Stop 7: everything.\n"))
        #expect(harness.console.output.contains("Next: "))
        #expect(harness.channel.parameters(of: StopInterface.GetReceipt.self) == ["epoch": 7])
        #expect(folder.text("stop") == nil)
    }

    @Test("What is written to the socket is the documented call, with nothing in it that was not asked")
    func message() throws {
        harness.stopPatience.answer = .seconds(20)
        let seen = Mutex<[UInt8]>([])
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "no", "no")
        _ = press("--scope", "account:eurostar", "--cut", "--reason", "fire") { connection in
            let bytes = FakeSocket.message(connection)
            seen.withLock { $0 = bytes }
            FakeSocket.send(Self.reply, connection)
        }
        let json = try JSONValue(parsing: seen.withLock { $0 })
        #expect(json.objectValue?.keys == ["method", "parameters"])
        #expect(json["method"]?.stringValue == "org.tocsin.Stop.Engage")
        let parameters = try #require(json["parameters"])
        #expect(parameters["scopes"] == ["account:eurostar"])
        #expect(parameters["category"] == "cut")
        #expect(parameters["reason"] == "fire")
        #expect(parameters["clientId"]?.stringValue?.count == 32)
        #expect(parameters["drill"] == nil)
        try Interfaces.named(StopInterface.name)?.validate(parameters, of: "Engage", .call)
    }

    @Test("Bare stop has no parameter but its own id: everything, live")
    func bare() throws {
        harness.stopPatience.answer = .seconds(20)
        let seen = Mutex<[UInt8]>([])
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "no", "no")
        _ = press { connection in
            let bytes = FakeSocket.message(connection)
            seen.withLock { $0 = bytes }
            FakeSocket.send(Self.reply, connection)
        }
        #expect(try JSONValue(parsing: seen.withLock { $0 })["parameters"]?.objectValue?.keys == ["clientId"])
    }

    @Test("The unit's own press says so, and stops everything as a bare one does")
    func unit() throws {
        harness.stopPatience.answer = .seconds(20)
        let seen = Mutex<[UInt8]>([])
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "no", "no")
        _ = press("--unit", "--reason", "the unit") { connection in
            let bytes = FakeSocket.message(connection)
            seen.withLock { $0 = bytes }
            FakeSocket.send(Self.reply, connection)
        }
        let parameters = try #require(JSONValue(parsing: seen.withLock { $0 })["parameters"])
        #expect(parameters["origin"] == "unit")
        #expect(parameters["scopes"] == nil)
    }

    @Test(
        "Each durability has its own exit status",
        arguments: [
            ("durable", CommandStatus.done), ("untilReboot", .stoppedUntilReboot),
            ("memoryOnly", .stoppedInMemoryOnly),
            ("something new", .stoppedInMemoryOnly),
        ])
    func durabilities(word: String, expected: CommandStatus) {
        harness.stopPatience.answer = .seconds(20)
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "no", "no")
        let reply = Self.reply.replacing("\"durable\",", with: "\"\(word)\",")
        let status = press { connection in
            _ = FakeSocket.message(connection)
            FakeSocket.send(reply, connection)
        }
        #expect(status == expected)
    }

    @Test("Without a daemon the stop file is written, and the first words say NOT CONFIRMED")
    func noDaemon() {
        let status = press("--reason", "fire", serving: Self.nobody)
        #expect(status == .stopNotConfirmed)
        #expect(harness.console.output.hasPrefix("NOT CONFIRMED: in force at the daemon's next start\n"))
        #expect(folder.text("stop") == "fire")
        #expect(harness.channel.calls.isEmpty)
    }

    @Test("Where there is a folder for it, the stop file is in the folder")
    func sentinelFolder() {
        _ = folder.folder("stop")
        #expect(press(serving: Self.nobody) == .stopNotConfirmed)
        #expect(folder.text("stop/stop") == "tocsinctl stop")
    }

    @Test("A stop file that is there already is a stop all the same")
    func sentinelThere() {
        _ = folder.file("stop", "earlier")
        #expect(press(serving: Self.nobody) == .stopNotConfirmed)
        #expect(folder.text("stop") != nil)
    }

    @Test("Without an answer in time the stop file is written")
    func noAnswer() {
        let status = press { connection in
            _ = FakeSocket.message(connection)
            FakeSocket.waitForEnd(connection)
        }
        #expect(status == .stopNotConfirmed)
        #expect(harness.console.output.hasPrefix("NOT CONFIRMED"))
        #expect(folder.text("stop") != nil)
    }

    @Test("A late answer is told after NOT CONFIRMED, and its durability is the exit status")
    func lateAnswer() throws {
        harness.stopPatience.lateAnswer = .seconds(20)
        let told = DispatchGate()
        harness.console.onWrite = { if $0.contains("NOT CONFIRMED") { told.open() } }
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "no", "no")
        let status = press { connection in
            _ = FakeSocket.message(connection)
            told.wait()
            FakeSocket.send(Self.reply, connection)
        }
        #expect(status == .done)
        let output = harness.console.output
        let unconfirmed = try #require(output.firstRange(of: "NOT CONFIRMED"))
        let stopped = try #require(output.firstRange(of: "STOPPED 22:14:03"))
        #expect(unconfirmed.lowerBound < stopped.lowerBound)
        #expect(folder.text("stop") != nil)
    }

    @Test(
        "An answer that cannot be believed is no answer",
        arguments: [
            "garbage", "{}", "[1,2]", "{\"parameters\":{\"epoch\":\"seven\"}}", "{\"parameters\":{}}", "",
            "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{}}", "{\"parameters\":",
            String(repeating: "[", count: 5_000), String(repeating: "x", count: 70_000),
        ])
    func garbage(answer: String) {
        harness.stopPatience.answer = .seconds(20)
        let status = press { connection in
            _ = FakeSocket.message(connection)
            FakeSocket.send(answer, connection)
            FakeSocket.waitForEnd(connection)
        }
        #expect(status == .stopNotConfirmed)
        #expect(harness.console.output.hasPrefix("NOT CONFIRMED"))
        #expect(folder.text("stop") != nil)
    }

    @Test("A connection closed without an answer is no answer")
    func closed() {
        harness.stopPatience.answer = .seconds(20)
        #expect(press { _ = FakeSocket.message($0) } == .stopNotConfirmed)
        #expect(folder.text("stop") != nil)
    }

    @Test("A scope that matches nothing prints NOT STOPPED with near names, exits 2 and writes no file")
    func matchesNothing() throws {
        harness.stopPatience.answer = .seconds(20)
        try harness.channel.answer(
            AccountInterface.List.self,
            .init(accounts: [CommandTests.account("eurostar"), CommandTests.account("delta")]))
        let status = press("--scope", "account:eurostra") { connection in
            _ = FakeSocket.message(connection)
            FakeSocket.send(
                #"{"error":"org.tocsin.Stop.ScopeMatchesNothing","parameters":{"scopes":["account:eurostra"]}}"#,
                connection)
        }
        #expect(status == .notStopped)
        #expect(status.rawValue == 2)
        #expect(harness.console.output.isEmpty)
        #expect(harness.console.errors.contains("NOT STOPPED: account:eurostra matches nothing"))
        #expect(harness.console.errors.contains("--scope account:eurostar --runtime-directory"))
        #expect(folder.text("stop") == nil)
    }

    @Test("Without a place to write to, the first words are NOT STOPPED and the status is its own")
    func nothingWorks() {
        let status = harness.run("stop", "--runtime-directory", folder.path + "/missing")
        #expect(status == .stopFailed)
        #expect(harness.console.errors.contains("NOT STOPPED: the stop socket does not answer"))
    }

    @Test("A widened stop says so")
    func widened() {
        harness.stopPatience.answer = .seconds(20)
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "no", "no")
        let reply = Self.reply.replacing("\"widened\":false", with: "\"widened\":true")
        _ = press { connection in
            _ = FakeSocket.message(connection)
            FakeSocket.send(reply, connection)
        }
        #expect(harness.console.output.contains("MORE WAS STOPPED THAN ASKED"))
    }
}
