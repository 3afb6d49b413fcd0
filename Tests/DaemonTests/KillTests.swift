import Glibc
import TestSupport
import Testing
import Varlink

/// The daemon killed at seeded random times while mentions and posts flow and stops are pressed and released.
/// `TOCSIN_KILLS=50` is the long run, `TOCSIN_SEED` another one.
@Suite("Kill -9")
struct KillTests {
    private static let kills = number("TOCSIN_KILLS") ?? 10
    private static let seed = UInt64(number("TOCSIN_SEED") ?? 20_091_218)

    @Test(
        "Nothing acknowledged is lost, no post is sent twice or under a stop, and the log is sound each time")
    func killed() async throws {
        try await DaemonScope.up(configuration: "release: {profile: solo, delayMinutes: 0}\n") { scope in
            let receiver = try await Receiver.start(in: scope.folder, delayMilliseconds: 25)
            for account in ["a", "b", "c"] { try scope.register(account, at: receiver.url()) }
            try scope.call("org.tocsin.Stop.SetPassphrase", ["replacement": "correct horse battery"])
            var random = SeededGenerator(seed: Self.seed)
            var ledger = KillLedger()
            for round in 0..<Self.kills {
                let acknowledged = AcknowledgedBox()
                acknowledged.setStopped(try !scope.engagedEpochs().isEmpty)
                let after = UInt32.random(in: 30_000...900_000, using: &random)
                let seeds = (0..<3).map { _ in random.next() }
                await withTaskGroup(of: Void.self) { group in
                    for (index, seed) in seeds.enumerated() {
                        let feed = KillFeed(scope: scope, round: round, feeder: index, seed: seed)
                        group.addTask { await OwnThread.run { feed.run(acknowledged) } }
                    }
                    group.addTask {
                        await OwnThread.run {
                            usleep(after)
                            scope.daemon?.signal(SIGKILL)
                        }
                    }
                }
                try await scope.kill9()
                try await scope.start()
                ledger.add(acknowledged.withLock { $0 })
                try ledger.check(scope, receiver, "round \(round), seed \(Self.seed)")
                let sound = try await scope.verify()
                #expect(sound.status == 0, "round \(round), seed \(Self.seed): \(sound)")
            }
            print("kill -9: \(Self.kills) kills, seed \(Self.seed): \(try ledger.figures(scope, receiver))")
        }
    }

    private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}
