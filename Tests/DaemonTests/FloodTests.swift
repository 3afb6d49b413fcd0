import TestSupport
import Testing
import Varlink

/// Hostile callers and a stop: the order of what happened is looked at, not the time.
@Suite("Floods", .serialized)
struct FloodTests {
    @Test("Calls without number on forty connections: a stop is in the log before most of what waited")
    func calls() async throws {
        try await DaemonScope.up { scope in
            let sockets = try (0..<40).map { _ in try RawSocket(scope.controlSocket) }
            await withTaskGroup(of: Void.self) { group in
                for (index, socket) in sockets.enumerated() {
                    group.addTask { await OwnThread.run { Self.flood(socket, index) } }
                }
                group.addTask {
                    await OwnThread.run {
                        guard let press = try? RawSocket(scope.stopSocket) else { return }
                        press.send("stop\n")
                        let answer = String(
                            decoding: press.receive(until: UInt8(ascii: "\n")) ?? [], as: UTF8.self)
                        #expect(answer.contains("STOPPED"), "\(answer)")
                    }
                }
            }
            try await Wait.until("the flood to be worked off") {
                let status = try scope.status()
                return status["mentions"]?.integerValue == 40 * 5 * 8
            }
            let engaged = try #require(try scope.events("stop.engaged").first)
            let last = try #require(try scope.events("mention.recorded").last)
            #expect(engaged.sequence < last.sequence)
            #expect(try scope.status()["publishing"]?.boolValue == false)
        }
    }

    @Test("Silent connections fill the stop socket: the next press is answered all the same")
    func silentStopConnections() async throws {
        try await DaemonScope.up { scope in
            let silent = try (0..<150).map { _ in try RawSocket(scope.stopSocket) }
            let press = try RawSocket(scope.stopSocket)
            press.send("stop\n")
            let answer = await OwnThread.run { press.receive(until: UInt8(ascii: "\n")) ?? [] }
            #expect(String(decoding: answer, as: UTF8.self).contains("STOPPED"))
            withExtendedLifetime(silent) {}
        }
    }

    @Test("Connections beyond the limit are turned away, and those within it are served again afterwards")
    func tooManyConnections() async throws {
        try await DaemonScope.up { scope in
            var open: [RawSocket] = []
            for _ in 0..<300 {
                do { open.append(try RawSocket(scope.controlSocket)) } catch { break }
            }
            let stop = try await scope.run(Programs.control, ["stop", "--runtime-directory", scope.runtime])
            #expect(stop.output.contains("STOPPED"), "\(stop)")
            open = []
            try await Wait.until("a caller to be served") { (try? scope.status()) != nil }
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    @Test("Clients that ask for much and read nothing hold up nobody else")
    func deafClients() async throws {
        try await DaemonScope.up { scope in
            try Import.mentions(scope, count: 1_000)
            let deaf = try (0..<20).map { _ in try RawSocket(scope.controlSocket) }
            for socket in deaf {
                socket.send(#"{"method":"org.tocsin.Log.Export","parameters":{},"more":true}"# + "\u{0}")
            }
            try await scope.done("stop")
            #expect(try scope.engagedEpochs().count == 1)
            withExtendedLifetime(deaf) {}
        }
    }

    private static func flood(_ socket: RawSocket, _ index: Int) {
        for call in 0..<5 {
            let lines = (0..<8).map { number in
                #""{\"source\":\"s\",\"id\":\"\#(index)-\#(call)-\#(number)\",\"author\":\"a\",\"text\":\"stuck\",\"occurredAt\":\"2026-01-01T00:00:00Z\"}""#
            }
            socket.send(
                #"{"method":"org.tocsin.Mention.Import","parameters":{"firstLine":1,"mode":"history","lines":[\#(lines.joined(separator: ","))]}}"#
                    + "\u{0}")
        }
        for _ in 0..<5 { _ = socket.receive(until: 0) }
    }
}
