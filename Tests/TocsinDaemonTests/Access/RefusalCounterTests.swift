import CrisisModel
import Testing

@testable import TocsinDaemon

@Suite("Refused commands as events")
struct RefusalCounterTests {
    private static let minute: Int64 = 60_000_000

    @Test(
        "The first ten of a minute are events each; the rest is one event with their count when the minute ends"
    )
    func gathering() {
        var counter = RefusalCounter()
        var records: [RefusalCounter.Record] = []
        for number in 0..<25 {
            records += counter.refused(
                uid: 7, method: "M", code: "permission-denied", message: "m\(number)", at: Int64(number))
        }
        #expect(records.count == 10)
        #expect(records.allSatisfy { $0.refused.count == 1 && $0.uid == 7 })
        #expect(counter.due(at: Self.minute - 1).isEmpty)
        #expect(counter.nextDue == Self.minute)
        let last = counter.due(at: Self.minute)
        #expect(
            last == [
                .init(
                    uid: 7,
                    refused: .init(
                        method: "M", code: "permission-denied", message: "the last of 15: m24", count: 15))
            ])
        #expect(counter.nextDue == nil)
    }

    @Test("Persons and methods are counted apart, and each minute anew")
    func apart() {
        var counter = RefusalCounter()
        var count = 0
        for uid: UInt32 in [1, 2] {
            for method in ["A", "B"] {
                for _ in 0..<10 {
                    count += counter.refused(uid: uid, method: method, code: "c", message: "m", at: 0).count
                }
            }
        }
        #expect(count == 40)
        #expect(counter.refused(uid: 1, method: "A", code: "c", message: "m", at: Self.minute - 1).isEmpty)
        let next = counter.refused(uid: 1, method: "A", code: "c", message: "m", at: Self.minute)
        #expect(next.map(\.refused.count) == [1, 1])
    }

    @Test("However refusals arrive, each is counted exactly once", arguments: UInt64(1)...100)
    func exact(seed: UInt64) {
        var random = ConfigurationRandom(seed: seed)
        var counter = RefusalCounter()
        var now: Int64 = 0
        var recorded: Int64 = 0
        let total = 3000
        for _ in 0..<total {
            now += Int64.random(in: 0...Self.minute / 20, using: &random)
            let uid =
                UInt32.random(in: 0...1500, using: &random) < 1400
                ? 1 : UInt32.random(in: 0...5000, using: &random)
            let records = counter.refused(uid: uid, method: "M", code: "c", message: "m", at: now)
            recorded += records.reduce(0) { $0 + $1.refused.count }
        }
        recorded += counter.due(at: .max).reduce(0) { $0 + $1.refused.count }
        #expect(recorded == Int64(total), "seed \(seed)")
    }

    @Test("A thousand strangers do not make it grow without end")
    func bounded() {
        var counter = RefusalCounter()
        var records = 0
        for method in 0..<5000 {
            records += counter.refused(uid: 1, method: "M\(method)", code: "c", message: "m", at: 0).count
        }
        #expect(records == RefusalCounter.keysMax)
        let rest = counter.due(at: Self.minute)
        #expect(rest.map(\.refused.count) == [Int64(5000 - RefusalCounter.keysMax)])
        #expect(rest.map(\.refused.method) == ["several methods"])
    }
}
