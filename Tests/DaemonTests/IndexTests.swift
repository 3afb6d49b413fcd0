import CrisisModel
import EventLog
import Glibc
import TestSupport
import Testing
import Varlink

/// The index of mentions is a projection: it may be lost at any moment, and what was acknowledged stays known.
@Suite("Index of mentions and the daemon")
struct IndexTests {
    private static func again(_ scope: DaemonScope, count: Int) async throws -> (
        recorded: Int64, repeated: Int64
    ) {
        var sums: (Int64, Int64) = (0, 0)
        for start in stride(from: 0, to: count, by: 500) {
            let lines = (start..<min(start + 500, count)).map {
                JSONValue.string(Import.line("bulk-\($0)", at: "2026-01-01T00:00:00Z"))
            }
            let reply = try await Wait.value("the index") {
                do throws(VarlinkClientError) {
                    return try scope.call(
                        "org.tocsin.Mention.Import",
                        ["lines": .array(lines), "firstLine": 1, "mode": "history"])
                } catch .errorReply(_, let values) where values["code"]?.stringValue == "indexing" {
                    return nil
                }
            }
            sums.0 += reply["recorded"]?.integerValue ?? 0
            sums.1 += reply["repeated"]?.integerValue ?? 0
        }
        return sums
    }

    @Test("Without its files it is made again from the log: the same import brings nothing new")
    func removed() async throws {
        try await DaemonScope.up { scope in
            try Import.mentions(scope, count: 1_000)
            for isOrderly in [false, true] {
                if isOrderly { #expect(try await scope.terminate() == 0) } else { try await scope.kill9() }
                Files.removeTree(scope.state + "/projections")
                try await scope.start()
                let sums = try await Self.again(scope, count: 1_000)
                #expect(sums == (0, 1_000), "\(sums)")
            }
            #expect(try await scope.verify().status == 0)
        }
    }

    @Test(
        "Killed at seeded moments of an import, it knows everything that was acknowledged", arguments: [3, 7])
    func killed(seed: UInt64) async throws {
        try await DaemonScope.up("index-killed-\(seed)") { scope in
            var random = SeededGenerator(seed: seed)
            var acknowledged = 0
            for _ in 0..<6 {
                let after = UInt32.random(in: 2_000...120_000, using: &random)
                let start = acknowledged
                async let reached: Int = OwnThread.run { Self.importUntilDeath(scope, from: start) }
                await OwnThread.run {
                    usleep(after)
                    scope.daemon?.signal(SIGKILL)
                }
                acknowledged = await reached
                try await scope.kill9()
                try await scope.start()
                let sums = try await Self.again(scope, count: acknowledged)
                #expect(
                    sums.recorded == 0 && sums.repeated == Int64(acknowledged), "\(sums), \(acknowledged)")
            }
            let ids = try scope.events("mention.recorded").compactMap { $0.payload["id"]?.stringValue }
            #expect(Set(ids).count == ids.count, "nothing twice")
            #expect(try await scope.verify().status == 0)
        }
    }

    /// How many are acknowledged.
    private static func importUntilDeath(_ scope: DaemonScope, from start: Int) -> Int {
        var next = start
        while next < start + 4_000 {
            let lines = (next..<next + 20).map {
                JSONValue.string(Import.line("bulk-\($0)", at: "2026-01-01T00:00:00Z"))
            }
            do {
                _ = try scope.call(
                    "org.tocsin.Mention.Import", ["lines": .array(lines), "firstLine": 1, "mode": "history"])
            } catch {
                return next
            }
            next += 20
        }
        return next
    }
}
