import CrisisModel
import Testing

/// Times as text, both ways, and what is refused.
@Suite("Times")
struct EventTimeTests {
    /// The first and the last microsecond that four digits of a year can say.
    private static let writable = -62_167_219_200_000_000...253_402_300_799_999_999

    @Test("A time written as RFC 3339 reads back as the same microsecond", arguments: UInt64(1)...50)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let raw = Int64.random(
                in: Int64(Self.writable.lowerBound)...Int64(Self.writable.upperBound), using: &random)
            let unit: Int64 = [1, 1000, 1_000_000, 86_400_000_000].randomElement(using: &random) ?? 1
            let time = EventTime(microsecondsSinceEpoch: raw / unit * unit)
            let again = try EventTime(rfc3339: time.rfc3339)
            #expect(again == time, "seed \(seed): \(time.rfc3339)")
        }
    }

    @Test("An offset moves a time by exactly itself", arguments: UInt64(1)...20)
    func offsets(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let base = EventTime(
                microsecondsSinceEpoch: .random(in: 0...4_000_000_000, using: &random) * 1_000_000)
            let local = String(base.rfc3339.dropLast())
            let hours = Int64.random(in: 0...23, using: &random)
            let minutes = Int64.random(in: 0...59, using: &random)
            let sign = Bool.random(using: &random) ? "+" : "-"
            let text =
                local + sign + (hours < 10 ? "0" : "") + "\(hours):" + (minutes < 10 ? "0" : "")
                + "\(minutes)"
            let shift = (hours * 3600 + minutes * 60) * (sign == "+" ? -1 : 1)
            #expect(try EventTime(rfc3339: text) == base.adding(seconds: shift), "seed \(seed): \(text)")
        }
    }

    @Test("Known moments have their known texts")
    func knownMoments() throws {
        let known: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (1_261_180_800_123_000, "2009-12-19T00:00:00.123Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            (-62_167_219_200_000_000, "0000-01-01T00:00:00Z"),
        ]
        for (microseconds, text) in known {
            let time = EventTime(microsecondsSinceEpoch: microseconds)
            #expect(time.rfc3339 == text)
            #expect(try EventTime(rfc3339: text) == time)
        }
        #expect(try EventTime(rfc3339: "2009-12-18t22:14:03.5z").rfc3339 == "2009-12-18T22:14:03.500Z")
        #expect(try EventTime(rfc3339: "2009-12-18 22:14:03+00:00").clockTime == "22:14:03")
    }

    @Test(
        "A time without a zone is refused as such",
        arguments: ["2026-03-01T09:30:00", "2026-03-01T09:30:00.25", "2026-03-01 09:30:00"]
    )
    func zoneMissing(text: String) {
        #expect(throws: EventTime.ParseFailure.zoneMissing) { try EventTime(rfc3339: text) }
    }

    @Test(
        "A time that no calendar has is refused as out of range",
        arguments: [
            "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-00-10T00:00:00Z", "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
            "9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:60Z",
            "2026-01-01T23:60:00Z", "2026-01-01T23:59:61Z", "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00+01:60",
        ]
    )
    func outOfRange(text: String) {
        #expect(throws: EventTime.ParseFailure.outOfRange) { try EventTime(rfc3339: text) }
    }

    @Test(
        "Garbage is refused as no time",
        arguments: [
            "", "now", "2026-03-01", "2026-03-01T09:30Z", "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00ZZ",
            "2026-03-01T09:30:00+01", "2026-03-01T09:30:00+0100", "2026/03/01T09:30:00Z",
            "+2026-03-01T09:30:00Z",
            "2026-03-01T09:30:00Z\0", "２０２６-03-01T09:30:00Z",
            "2026-03-01T09:30:00.1234567890123456789012345Z",
            "20-6-03-01T09:30:00Z", "2026-03-01T09:30:00−01:00",
        ]
    )
    func garbage(text: String) {
        #expect(throws: EventTime.ParseFailure.malformed) { try EventTime(rfc3339: text) }
    }

    @Test("Random bytes and damaged times never do harm", arguments: UInt64(1)...20)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = Array("2026-03-01T09:30:00.123456+01:00".utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            let text = String(decoding: bytes.prefix(Int.random(in: 0...32, using: &random)), as: UTF8.self)
            guard let time = try? EventTime(rfc3339: text) else { continue }
            #expect(throws: Never.self, "seed \(seed): \(text)") { try EventTime(rfc3339: time.rfc3339) }
        }
    }

    @Test("At its ends time saturates, and still has a text")
    func extremes() {
        let least = EventTime(microsecondsSinceEpoch: .min)
        let most = EventTime(microsecondsSinceEpoch: .max)
        #expect(most.adding(seconds: 1) == most)
        #expect(most.adding(seconds: .max) == most)
        #expect(least.adding(microseconds: -1) == least)
        #expect(least.adding(seconds: .min) == least)
        #expect(EventTime.zero.adding(seconds: .max) == most)
        #expect(EventTime.zero.adding(seconds: .min) == least)
        #expect(most.microseconds(since: least) == .max)
        #expect(least.microseconds(since: most) == .min)
        #expect(EventTime.zero.microseconds(since: least) == .max)
        #expect(!least.rfc3339.isEmpty && !most.rfc3339.isEmpty && !least.clockTime.isEmpty)
        #expect(EventTime.distantFuture == most)
    }
}
