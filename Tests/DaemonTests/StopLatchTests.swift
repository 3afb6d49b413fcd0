import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// A stop outlives the daemon, and works without it.
@Suite("Stop with the daemon down, starting, frozen or damaged")
struct StopLatchTests {
    @Test(
        "A stop file made while the daemon is down is in force before anything goes out",
        arguments: ["run", "state"])
    func sentinelWhileDown(directory: String) async throws {
        try await DaemonScope.up("sentinelWhileDown") { scope in
            let receiver = try await queue(scope)
            try await scope.kill9()
            try Files.write("", to: scope.folder.file(directory) + "/stop")
            try await scope.start()
            try await nothingGoesOut(scope, receiver)
            #expect(try scope.stops().first?["origin"]?.stringValue == "sentinel")
        }
    }

    @Test("tocsinctl stop with the daemon down: NOT CONFIRMED, exit code 5, in force at the next start")
    func commandWhileDown() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await queue(scope)
            try await scope.kill9()
            let output = try await scope.ctl("stop", "--reason", "by phone")
            #expect(output.status == 5, "\(output)")
            #expect(output.output.contains("NOT CONFIRMED: in force at the daemon's next start"))
            try await scope.start()
            try await nothingGoesOut(scope, receiver)
            #expect(try scope.stops().first?["reason"]?.stringValue == "by phone")
        }
    }

    @Test("With nowhere to leave a stop file: NOT STOPPED, exit code 6")
    func nowhere() async throws {
        try await DaemonScope.run { scope in
            let output = try await scope.ctl("stop")
            #expect(output.status == 6, "\(output)")
            #expect(output.all.contains("NOT STOPPED"))
        }
    }

    @Test("With the daemon frozen the command says so and leaves a file; thawed, it is stopped")
    func frozen() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("one", at: Moment.after(milliseconds: 9_000))
            scope.daemon?.signal(SIGSTOP)
            let output = try await scope.ctl("stop")
            scope.daemon?.signal(SIGCONT)
            #expect(output.status == 5, "\(output)")
            #expect(output.output.contains("NOT CONFIRMED"))
            try await Wait.until("the stop") { try !scope.engagedEpochs().isEmpty }
            #expect(try await scope.wait(for: "one", toBe: ["held", "published"]) == "held")
            #expect(try receiver.requests().isEmpty)
        }
    }

    @Test("A stop survives kill -9, again and again, and the loss of the runtime directory")
    func survives() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await queue(scope)
            try await scope.done("stop", "--scope", "account:desk")
            let epochs = try scope.engagedEpochs()
            try await scope.restart()
            try await scope.restart()
            #expect(try scope.engagedEpochs() == epochs)
            try await scope.kill9()
            Files.removeTree(scope.runtime)
            try await scope.start()
            // The lost directory may have held more than the disk: what was stopped stays so, and more is.
            #expect(Set(try scope.engagedEpochs()).isSuperset(of: epochs))
            try await nothingGoesOut(scope, receiver)
        }
    }

    @Test(
        "A disk latch that is gone or damaged means stopped, all",
        arguments: ["gone", "damaged", "short", "empty"])
    func latch(how: String) async throws {
        try await DaemonScope.up("latch-\(how)") { scope in
            let receiver = try await queue(scope)
            try await scope.kill9()
            let latch = scope.state + "/latch"
            #expect(Files.exists(latch))
            var bytes = Files.bytes(latch)
            switch how {
            case "gone": unlink(latch)
            case "damaged":
                for index in stride(from: 40, to: bytes.count, by: 97) { bytes[index] ^= 0x55 }
                try Files.write(bytes, to: latch)
            case "short": try Files.write(Array(bytes.prefix(bytes.count / 3)), to: latch)
            default: try Files.write([UInt8](), to: latch)
            }
            try await scope.start()
            let stop = try #require(try scope.stops().first)
            #expect(stop["scopes"]?.arrayValue == [.string("all")])
            #expect(stop["origin"]?.stringValue == "latch")
            try await nothingGoesOut(scope, receiver)
            // Once told, it is an ordinary stop: the next start invents no further one.
            let epochs = try scope.engagedEpochs()
            try await scope.restart()
            #expect(try scope.engagedEpochs() == epochs)
        }
    }

    @Test("A daemon that is started without anything amiss invents no stop", arguments: [1, 2, 3])
    func inventsNothing(starts: Int) async throws {
        try await DaemonScope.up("inventsNothing") { scope in
            for number in 0..<starts {
                if number.isMultiple(of: 2) {
                    try await scope.restart()
                } else {
                    #expect(try await scope.terminate() == 0)
                    try await scope.start()
                }
            }
            #expect(try scope.stops().isEmpty)
            #expect(try scope.status()["publishing"]?.boolValue == true)
        }
    }

    @Test("A stop pressed while the daemon still reads its log is in force and is recorded")
    func duringStart() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await queue(scope)
            let lines = (0..<4_000).map { number in
                #"{"source":"test","id":"m\#(number)","author":"@a","text":"number \#(number)","occurredAt":"2026-01-01T00:00:00Z"}"#
            }
            let file = try scope.folder.write(lines.joined(separator: "\n") + "\n", to: "mentions.ndjson")
            try await scope.done("mention", "import", file, "--history")
            try await scope.kill9()
            unlink(scope.stopSocket)
            try scope.spawn()
            let socket = try await Wait.value("the stop socket") {
                do throws(SupportError) { return try RawSocket.connected(scope.stopSocket) } catch {
                    return nil
                }
            }
            let wasUp = Files.exists(scope.controlSocket) && (try? scope.status()) != nil
            socket.send("during the start\n")
            let answer = try #require(socket.receive(until: UInt8(ascii: "\n")))
            #expect(String(decoding: answer, as: UTF8.self).contains("STOPPED"))
            try await scope.untilReady()
            #expect(!wasUp, "the log was too short for this test to say anything")
            try await Wait.until("the record") { try scope.events("stop.engaged").count == 1 }
            #expect(try scope.stops().first?["reason"]?.stringValue == "during the start")
            try await nothingGoesOut(scope, receiver)
        }
    }

    @Test(
        "A stop pressed while the daemon ends in order is in force at the next start, when it was answered",
        arguments: UInt64(1)...6)
    func duringTheEnd(seed: UInt64) async throws {
        try await DaemonScope.up("duringTheEnd-\(seed)") { scope in
            var random = SeededGenerator(seed: seed)
            let press = try RawSocket(scope.stopSocket)
            scope.daemon?.signal(SIGTERM)
            usleep(UInt32.random(in: 0...12_000, using: &random))
            press.send("stop\n")
            let answer = String(decoding: press.receive(within: .seconds(5)) ?? [], as: UTF8.self)
            #expect(try await scope.daemon?.wait() == 0)
            try await scope.start()
            if answer.contains("STOPPED") {
                #expect(try scope.engagedEpochs().count == 1, "seed \(seed): \(answer)")
            }
            #expect(try scope.engagedEpochs().count <= 1)
        }
    }

    /// A post that is due soon, well within what a start takes.
    private func queue(_ scope: DaemonScope) async throws -> Receiver {
        let receiver = try await Receiver.start(in: scope.folder)
        try scope.register(at: receiver.url())
        try scope.schedule("soon", at: Moment.after(milliseconds: 6_000))
        return receiver
    }

    private func nothingGoesOut(_ scope: DaemonScope, _ receiver: Receiver) async throws {
        #expect(try scope.status()["publishing"]?.boolValue == false)
        #expect(try scope.state(of: "soon") == "held")
        #expect(try receiver.requests().isEmpty)
        let sound = try await scope.verify()
        #expect(sound.status == 0, "\(sound)")
    }
}
