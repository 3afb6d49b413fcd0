import CrisisModel
import Cryptography
import Testing

@testable import TocsinDaemon

@Suite("What a snapshot keeps beside the state")
struct SnapshotExtrasTests {
    private static func extras(_ seed: UInt64) -> SnapshotExtras {
        var random = ConfigurationRandom(seed: seed)
        var recent: [RealmID: Published.RecentMentions] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            var mentions = Published.RecentMentions()
            for _ in 0..<Int.random(in: 0...50, using: &random) {
                mentions.append(.random(in: 1...(.max), using: &random))
            }
            recent[RealmID(.random(in: 0...(.max), using: &random))] = mentions
        }
        return SnapshotExtras(eventHash: SHA256.hash([UInt8(seed & 255)]), recentMentions: recent)
    }

    @Test("What goes in comes out", arguments: UInt64(1)...20)
    func roundTrip(seed: UInt64) throws {
        let extras = Self.extras(seed)
        let again = try #require(SnapshotExtras(extras.bytes))
        #expect(again.eventHash == extras.eventHash)
        #expect(again.recentMentions.mapValues(\.sequences) == extras.recentMentions.mapValues(\.sequences))
        #expect(again.bytes == extras.bytes, "the same bytes for the same thing, seed \(seed)")
    }

    @Test("Of very many mentions the newest are kept")
    func many() throws {
        var mentions = Published.RecentMentions()
        for sequence in UInt64(1)...50_000 { mentions.append(sequence) }
        let extras = SnapshotExtras(eventHash: Digest(), recentMentions: [.live: mentions])
        let again = try #require(SnapshotExtras(extras.bytes)?.recentMentions[.live]?.sequences)
        #expect(again.last == 50_000 && again.count >= 10_000 && again.count < 20_000)
        #expect(again == Array((50_001 - UInt64(again.count))...50_000))
    }

    @Test(
        "Cut off or damaged bytes are refused or read, and never trap or ask for much memory",
        arguments: UInt64(1)...20)
    func hostile(seed: UInt64) {
        var random = ConfigurationRandom(seed: seed)
        let bytes = Self.extras(seed).bytes
        for length in 0..<min(bytes.count, 200) {
            #expect(SnapshotExtras(Array(bytes.prefix(length))) == nil, "\(length) bytes")
        }
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 32..<damaged.count, using: &random)] =
                    [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
            guard let read = SnapshotExtras(damaged) else { continue }
            let count = read.recentMentions.values.reduce(0) { $0 + $1.sequences.count }
            #expect(count * 8 <= damaged.count, "seed \(seed)")
        }
        let huge = [UInt8](repeating: 0xFF, count: 56)
        #expect(SnapshotExtras(huge) == nil)
    }
}
