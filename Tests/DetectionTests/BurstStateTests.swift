import CrisisModel
import Testing

@testable import Detection

@Suite("A burst detector in a snapshot")
struct BurstStateTests {
    private static func bytes(_ detector: BurstDetector) -> [UInt8] {
        var copy = detector
        var bytes = CanonicalBytes()
        copy.visit(&bytes)
        return bytes.bytes
    }

    private static func restored(_ bytes: [UInt8]) throws -> BurstDetector {
        var reader = SnapshotReader(bytes)
        var restored = BurstDetector.blank
        try restored.visit(&reader)
        try reader.finish()
        return restored
    }

    private static func detector(seed: UInt64, days: Int64, minutes: Int64 = 5) -> BurstDetector {
        var stream = ArrivalStream(seed: seed)
        var parameters = BurstDetector.Parameters.shipped
        parameters.bucketMinutes = minutes
        var detector = BurstDetector(parameters: parameters)
        for bucket in 0..<(days * 1440 / minutes) {
            let count = stream.count(bucket % 701 == 700 ? 90 : 6)
            _ = detector.observe(count: count, bucket: ArrivalStream.start + bucket)
        }
        return detector
    }

    @Test("What was read back is equal, and goes on as the original does", arguments: UInt64(1)...8)
    func roundTrip(seed: UInt64) throws {
        var stream = ArrivalStream(seed: seed &+ 100)
        var original = BurstDetector(parameters: .shipped)
        var copy = try Self.restored(Self.bytes(original))
        #expect(copy == original, "a detector that heard nothing")
        for bucket in ArrivalStream.start..<(ArrivalStream.start + 9 * ArrivalStream.day) {
            if bucket % 97 == Int64(seed) {
                copy = try Self.restored(Self.bytes(copy))
                #expect(copy == original, "seed \(seed), bucket \(bucket)")
            }
            let count = stream.count(bucket % 500 < 5 ? 80 : 3)
            #expect(
                copy.observe(count: count, bucket: bucket) == original.observe(count: count, bucket: bucket))
        }
        #expect(copy == original, "seed \(seed)")
    }

    @Test("The state does not grow: under 4 KB on a grid of five minutes, under 8 KB on one of a minute")
    func bounded() {
        let young = Self.bytes(Self.detector(seed: 1, days: 8)).count
        let old = Self.bytes(Self.detector(seed: 1, days: 90)).count
        #expect(young == old)
        #expect(old < 4096)
        #expect(Self.bytes(Self.detector(seed: 1, days: 10, minutes: 1)).count < 8192)
        #expect(Self.bytes(Self.detector(seed: 1, days: 30, minutes: 60)).count < 4096)
    }

    @Test("Bytes cut anywhere are refused, and so is every damaged length or parameter")
    func damage() {
        let bytes = Self.bytes(Self.detector(seed: 2, days: 5))
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: SnapshotReaderError.self, "\(length)") {
                try Self.restored(Array(bytes[..<length]))
            }
        }
        var wrongGrid = bytes
        wrongGrid[0] = 7
        #expect(throws: SnapshotReaderError.self) { try Self.restored(wrongGrid) }
    }

    @Test(
        "Whatever bytes are changed, what is accepted can be asked on without trapping",
        arguments: UInt64(1)...6)
    func mutation(seed: UInt64) {
        let bytes = Self.bytes(Self.detector(seed: 3, days: 6))
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                changed[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            guard var detector = try? Self.restored(changed) else { continue }
            for step in Int64(0)..<700 {
                _ = detector.observe(count: .max, bucket: detector.newest &+ 1)
                guard detector.newest < .max - 10, step >= 0 else { break }
            }
        }
    }
}
