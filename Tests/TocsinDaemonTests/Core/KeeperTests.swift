import CrisisModel
import Engine
import Gate
import Glibc
import Projections
import Testing

@testable import TocsinDaemon

/// What is done about the log by itself, with a clock that the test moves.
@Suite("What keeps the log")
struct KeeperTests {
    private static let hour: Int64 = 3_600
    private static let ana = Actor(kind: .person, uid: 1001, loginUid: 1001, name: "ana")
    private static let month: Int64 = 30 * 86_400 + 43_200

    /// A whole daemon in this process, up until the body returns.
    private static func up(
        _ configuration: String = "organisation: Example\n",
        _ body: (Running, ControlledWorld) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            defer { removeTree(folder) }
            try await up(in: folder, configuration, body)
        }
    }

    private static func removeTree(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(in: path) { removeTree(path + "/" + name) }
        rmdir(path)
    }

    private static func up(
        in folder: String, _ configuration: String,
        _ body: (Running, ControlledWorld) async throws -> Void
    ) async throws {
        let file = folder + "/tocsin.yaml"
        try write(Array(configuration.utf8), to: file)
        let controlled = ControlledWorld()
        var options = DaemonOptions(
            configurationFile: file, configurationIsRequired: true, stateDirectory: folder + "/state",
            runtimeDirectory: folder + "/run", sentinelDirectories: [], reserveBytes: 1 << 20)
        options.isQuiet = true
        let daemon = try Daemon(
            options: options, world: controlled.world, descriptors: try inheritedSockets())
        Thread(name: "test-stop-path") { daemon.stopPath.run() }.start()
        let (ready, continuation) = AsyncStream<Running>.makeStream()
        let life = Task { () -> StartFailure? in
            defer { continuation.finish() }
            do throws(StartFailure) {
                try await daemon.run { continuation.yield($0) }
                return nil
            } catch {
                return error
            }
        }
        for await running in ready {
            try await body(running, controlled)
            daemon.requestEnd()
            break
        }
        #expect(await life.value == nil)
    }

    private static func until(_ what: String, _ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while !condition() {
            try #require(ContinuousClock.now < end, "waited in vain for: \(what)")
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private static func newest(_ running: Running) -> LogCheckpointSigned? {
        running.writer.published.read { $0.lastCheckpoint }
    }

    @Test("A checkpoint is signed by the clock, also when nothing happens, and none before its time")
    func timer() async throws {
        try await Self.up("organisation: Example\nlog: {checkpointMinutes: 90}\n") { running, world in
            try await Self.until("the keeper to wait") { world.hasSleepers }
            world.advance(seconds: Self.hour)
            try await Self.until("the keeper to look and wait again") { world.hasSleepers }
            #expect(Self.newest(running) == nil)
            var sizes: [Int64] = []
            for _ in 0..<4 {
                let before = Self.newest(running)
                world.advance(seconds: 90 * 60)
                try await Self.until("a checkpoint") { Self.newest(running) != before }
                let signed = try #require(Self.newest(running))
                #expect(signed.reason == .timer)
                sizes.append(signed.treeSize)
                try await Self.until("the keeper to wait") { world.hasSleepers }
            }
            #expect(sizes == sizes.sorted() && Set(sizes).count == sizes.count)
        }
    }

    private static func hear(_ author: String, _ text: String, _ id: String, _ running: Running) async throws
    {
        let mention = MentionRecorded(
            source: SourceID(recorded: "test"), id: id, author: author, text: text, mode: .live)
        try await running.writer.submit(
            Writer.Submission(
                command: .recordMention(
                    NewMention(
                        mention: mention, occurredAt: running.world.wallTime(), known: false,
                        score: MentionLine.score(text, language: nil))), actor: .daemon))
    }

    private static func erased(_ running: Running) -> Int64 {
        running.writer.published.read { $0.authors.erasedCount }
    }

    @Test("After the retention period authors go, but for those of a crisis and those who are held")
    func retention() async throws {
        try await Self.up { running, world in
            let writer = running.writer
            try await writer.submit(
                Writer.Submission(
                    command: .adoptRule(
                        RuleAdopted(
                            rule: RuleID(recorded: "angry"), version: 0, kind: "count", windowMinutes: 60,
                            threshold: 2, minimumAuthors: 2, scoreBelow: -100, holdClasses: [], alert: true)),
                    actor: .daemon))
            // 1 to 3 only talk, 4 and 5 make a crisis, 6 is heard in it.
            for number in 1...3 { try await Self.hear("@p\(number)", "a nice day", "\(number)", running) }
            try await Self.hear("@four", "terrible awful horrible worst service", "4", running)
            try await Self.hear("@five", "terrible awful horrible worst service", "5", running)
            let crisis = try #require(writer.published.read { $0.live.openCrises.first?.number })
            try await Self.hear("@six", "a nice day", "6", running)
            for command in [
                Command.dismissCrisis(crisis, .false, note: nil), .placeLegalHold(author: 2, reason: "court"),
            ] {
                try await writer.submit(Writer.Submission(command: command, actor: Self.ana))
            }
            try await Self.until("the keeper to wait") { world.hasSleepers }
            world.advance(seconds: 23 * Self.month)
            try await Self.until("the keeper to wait") { world.hasSleepers }
            // Heard again, 3 stays longer.
            try await Self.hear("@p3", "another nice day", "3b", running)
            #expect(Self.erased(running) == 0)
            world.advance(seconds: 2 * Self.month)
            try await Self.until("1 to be let go") { Self.erased(running) == 1 }
            #expect(writer.published.read { $0.authors.isErased(1) })
            let hold = writer.published.read { $0.authors.holds.keys.min() ?? 0 }
            try await writer.submit(
                Writer.Submission(command: .liftLegalHold(hold, reason: nil), actor: Self.ana))
            try await Self.until("the keeper to wait") { world.hasSleepers }
            world.advance(seconds: 23 * Self.month)
            try await Self.until("2 and 3 to be let go") { Self.erased(running) == 3 }
            let isRight = writer.published.read { state in
                [1, 2, 3].allSatisfy { state.authors.isErased($0) }
                    && [4, 5, 6].allSatisfy { !state.authors.isErased($0) }
            }
            #expect(isRight, "those of a crisis stay")
        }
    }

    @Test("With a retention of nothing nobody is let go")
    func forever() async throws {
        try await Self.up("organisation: Example\nlog: {retentionMonths: 0}\n") { running, world in
            try await Self.hear("@one", "a nice day", "1", running)
            try await Self.until("the keeper to wait") { world.hasSleepers }
            let before = Self.newest(running)
            world.advance(seconds: 500 * Self.month)
            try await Self.until("a checkpoint") { Self.newest(running) != before }
            try await Self.until("the keeper to wait") { world.hasSleepers }
            #expect(Self.erased(running) == 0)
        }
    }
}
