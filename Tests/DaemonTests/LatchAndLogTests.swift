import TestSupport
import Testing
import Varlink

/// The latch and the log put back to different moments, as backups do.
@Suite("Latch and log out of step")
struct LatchAndLogTests {
    private static let solo = "release: {profile: solo, delayMinutes: 0}\n"

    @Test("An old latch that still has a stop which the log knows as released: nothing is stopped")
    func releasedInTheLog() async throws {
        try await DaemonScope.up(configuration: Self.solo) { scope in
            try await scope.done("stop")
            let latches = [scope.state, scope.runtime].map { ($0 + "/latch", Files.bytes($0 + "/latch")) }
            try await Release.solo(scope)
            try await scope.kill9()
            for (path, bytes) in latches { try Files.write(bytes, to: path) }
            try await scope.start()
            #expect(try scope.engagedEpochs().isEmpty)
            #expect(try scope.status()["publishing"]?.boolValue == true)
        }
    }

    @Test("A latch from before the stop: the log has it, and it stays in force")
    func latchFromBefore() async throws {
        try await DaemonScope.up { scope in
            let latches = [scope.state, scope.runtime].map { ($0 + "/latch", Files.bytes($0 + "/latch")) }
            try await scope.done("stop")
            let engaged = try scope.engagedEpochs()
            try await scope.kill9()
            for (path, bytes) in latches { try Files.write(bytes, to: path) }
            try await scope.start()
            #expect(try scope.engagedEpochs() == engaged)
            #expect(try scope.status()["publishing"]?.boolValue == false)
            // Its numbers go on where the log's end.
            try await scope.done("stop", "--reason", "again")
            let epochs = try scope.stops().compactMap { $0["epoch"]?.integerValue }
            #expect(Set(epochs).count == 2)
            #expect(epochs == epochs.sorted())
        }
    }

    @Test("A log from before a stop that was released since: the latch is ahead, so everything is stopped")
    func logFromBefore() async throws {
        try await DaemonScope.up(configuration: Self.solo) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try await scope.kill9()
            let old = Files.bytes(scope.state + "/log/data.mdb")
            try await scope.start()
            try await scope.done("stop")
            try await Release.solo(scope)
            try await scope.kill9()
            try Files.write(old, to: scope.state + "/log/data.mdb")
            try await scope.start()
            #expect(try scope.engagedEpochs().count == 1)
            #expect(try scope.stops().first?["scopes"]?.arrayValue == [.string("all")])
            #expect(try scope.status()["publishing"]?.boolValue == false)
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
        }
    }

    @Test("A log that is gone while the latch has a stop: a new log, and the stop in it")
    func logGone() async throws {
        try await DaemonScope.up { scope in
            try await scope.done("stop")
            let engaged = try scope.engagedEpochs()
            try await scope.kill9()
            Files.removeTree(scope.state + "/log")
            try await scope.start()
            #expect(Set(try scope.engagedEpochs()).isSuperset(of: engaged))
            #expect(try scope.status()["publishing"]?.boolValue == false)
        }
    }
}
