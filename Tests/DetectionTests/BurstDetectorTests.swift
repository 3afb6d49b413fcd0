@testable import Detection
import Testing

/// What the burst rule promises of any stream. A failing test names its seed.
@Suite("The burst detector")
struct BurstDetectorTests {
    private static let day = ArrivalStream.day
    private static let start = ArrivalStream.start

    @Test(
        "A constant stream of any volume never fires",
        arguments: [0.05, 0.5, 2, 20, 300, 5000], UInt64(1)...3)
    func constant(rate: Double, seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        #expect(stream.events(&detector, days: 60) { _ in rate } == [], "rate \(rate), seed \(seed)")
    }

    @Test("A daily rhythm never fires", arguments: [0.5, 5, 50, 2000], UInt64(1)...3)
    func daily(rate: Double, seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        let events = stream.events(&detector, days: 60) { rate * ArrivalStream.daily($0) }
        #expect(events == [], "rate \(rate), seed \(seed)")
    }

    @Test(
        "A weekly rhythm does not fire once two of its weeks were heard", arguments: [0.5, 5, 50, 2000],
        UInt64(1)...3)
    func weekly(rate: Double, seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        let events = stream.events(&detector, days: 70) {
            rate * ArrivalStream.daily($0) * ArrivalStream.weekly($0)
        }
        let later = events.filter { $0 >= Self.start + 14 * Self.day }
        #expect(later == [], "rate \(rate), seed \(seed)")
    }

    @Test("Growth of three percent a day does not fire", arguments: [1.0, 10, 100], UInt64(1)...3)
    func growth(rate: Double, seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        var grown = rate
        let events = stream.events(&detector, days: 60) { bucket in
            if bucket % Self.day == 0 { grown *= 1.03 }
            return grown * ArrivalStream.daily(bucket)
        }
        #expect(events == [], "rate \(rate), seed \(seed)")
    }

    @Test(
        "Five times as much for three hours fires once, within half an hour", arguments: [3.0, 30, 300],
        UInt64(1)...8)
    func planted(rate: Double, seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        let burst = Self.start + 30 * Self.day + Int64(seed) * 31
        let events = stream.events(&detector, days: 33) { bucket in
            let usual = rate * ArrivalStream.daily(bucket)
            return (burst..<burst + 36).contains(bucket) ? usual + 5 * rate : usual
        }
        #expect(events.count == 1, "rate \(rate), seed \(seed): \(events)")
        let delay = events.first.map { $0 - burst } ?? -1
        #expect((0..<6).contains(delay), "rate \(rate), seed \(seed)")
    }

    @Test("A burst that comes every day at another hour is usual within a week", arguments: UInt64(1)...6)
    func usual(seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var hours = SeededGenerator(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        var begins: Int64 = 0
        let events = stream.events(&detector, days: 40) { bucket in
            if bucket % Self.day == 0 { begins = bucket + 12 * .random(in: 0..<23, using: &hours) }
            return (begins..<begins + 12).contains(bucket) ? 60 : 5
        }
        let early = events.filter { $0 < Self.start + 7 * Self.day }
        #expect(early.count >= 2, "seed \(seed): \(events)")
        #expect(events.count - early.count <= 2, "seed \(seed): \(events)")
    }

    @Test("A huge hour makes deaf at most to the end of its day", arguments: UInt64(1)...6)
    func hugeHour(seed: UInt64) {
        var stream = ArrivalStream(seed: seed)
        var detector = BurstDetector(parameters: .shipped)
        let rate = 10.0
        let huge = Self.start + 20 * Self.day + 20 * 12
        let later = Self.start + 21 * Self.day + 15 * 12
        let events = stream.events(&detector, days: 23) { bucket in
            if (huge..<huge + 12).contains(bucket) { return rate * 2000 }
            if (later..<later + 24).contains(bucket) { return rate * 6 }
            return rate
        }
        #expect(events.count == 2, "seed \(seed): \(events)")
        #expect(events.first.map { (huge..<huge + 2).contains($0) } == true, "seed \(seed): \(events)")
        #expect(events.last.map { (later..<later + 6).contains($0) } == true, "seed \(seed): \(events)")
    }

    @Test(
        "A source that was silent for days comes back without a burst, and is not learned as quiet",
        arguments: [2.0, 20, 200], [Int64(1), 3, 6])
    func silence(rate: Double, days: Int64) {
        var stream = ArrivalStream(seed: 7)
        var detector = BurstDetector(parameters: .shipped)
        _ = stream.events(&detector, days: 21) { rate * ArrivalStream.daily($0) }
        let before = detector.profile.level
        let silent = stream.events(&detector, days: days, from: Self.start + 21 * Self.day) { _ in 0 }
        #expect(silent == [])
        #expect(detector.isSilent)
        let lost = before - detector.profile.level
        #expect(lost * 10 < before, "\(lost) of \(before) were unlearned")
        let back = stream.events(&detector, days: 7, from: Self.start + (21 + days) * Self.day) {
            rate * ArrivalStream.daily($0)
        }
        #expect(back == [], "rate \(rate), \(days) days")
        #expect(!detector.isSilent)
    }

    @Test("Buckets that are left out are buckets without mentions")
    func gaps() {
        var stream = ArrivalStream(seed: 3)
        var explicit = BurstDetector(parameters: .shipped)
        _ = stream.events(&explicit, days: 10) { _ in 4 }
        var implicit = explicit
        let next = Self.start + 10 * Self.day
        for bucket in next..<next + 400 { _ = explicit.observe(count: 0, bucket: bucket) }
        let last = next + 400
        #expect(explicit.observe(count: 5, bucket: last) == implicit.observe(count: 5, bucket: last))
        #expect(explicit == implicit)
    }

    @Test("A gap of years is passed over in the time of a week")
    func longGap() {
        var stream = ArrivalStream(seed: 4)
        var detector = BurstDetector(parameters: .shipped)
        _ = stream.events(&detector, days: 20) { _ in 5 }
        let later = Self.start + 4000 * Self.day + 77
        #expect(!detector.observe(count: 5, bucket: later).detected)
        #expect(stream.events(&detector, days: 14, from: later + 1) { _ in 5 } == [])
    }

    @Test("A bucket that is not newer than the last changes nothing")
    func order() {
        var stream = ArrivalStream(seed: 5)
        var detector = BurstDetector(parameters: .shipped)
        _ = stream.events(&detector, days: 3) { _ in 5 }
        let before = detector
        for back in Int64(1)...3 {
            let reading = detector.observe(count: 1000, bucket: Self.start + 3 * Self.day - back)
            #expect(reading == BurstDetector.Reading())
        }
        #expect(detector == before)
    }

    @Test("Two days are needed, and ten mentions a day")
    func tooLittleData() {
        var stream = ArrivalStream(seed: 6)
        var young = BurstDetector(parameters: .shipped)
        #expect(stream.events(&young, days: 2) { $0 % 50 == 0 ? 500 : 5 } == [])
        #expect(!young.hasTooLittleData)

        var quiet = BurstDetector(parameters: .shipped)
        #expect(stream.events(&quiet, days: 30) { $0 % 1000 == 999 ? 9 : 0.01 } == [])
        #expect(quiet.hasTooLittleData)
        #expect(quiet.observe(count: 40, bucket: Self.start + 30 * Self.day).hasTooLittleData)
    }

    @Test("Shortly after a detection only what is four times the mentions is detected again")
    func escalation() {
        var stream = ArrivalStream(seed: 8)
        var detector = BurstDetector(parameters: .shipped)
        _ = stream.events(&detector, days: 10) { _ in 5 }
        let next = Self.start + 10 * Self.day
        let counts: [Int64] = [60, 70, 80, 70, 60, 60, 60, 60, 2000, 2100, 1900, 2000]
        let detected = counts.enumerated().map {
            detector.observe(count: $1, bucket: next + Int64($0)).detected
        }
        #expect(detected.enumerated().filter(\.element).map(\.offset) == [0, 8])
    }

    @Test("Any counts and any grid give scores in bounds, and a detection where the threshold is reached")
    func bounds() {
        var random = SeededGenerator(seed: 9)
        for minutes in [Int64(1), 2, 15, 60] {
            var parameters = BurstDetector.Parameters.shipped
            parameters.bucketMinutes = minutes
            var detector = BurstDetector(parameters: parameters)
            var bucket: Int64 = -5000
            for _ in 0..<20_000 {
                bucket += .random(in: 1...10, using: &random) == 1 ? 50 : 1
                let size = Int64.random(in: 0...62, using: &random)
                let reading = detector.observe(count: (1 << size) - 3, bucket: bucket)
                #expect((0...BurstDetector.scoreMax).contains(reading.score))
                #expect(reading.detected == (reading.score >= parameters.scoreThreshold))
            }
            for last in Int64(1)...200 {
                let reading = detector.observe(count: .max, bucket: bucket + last * 10_000)
                #expect((0...BurstDetector.scoreMax).contains(reading.score))
            }
        }
    }

    @Test("Roots are rounded down")
    func roots() {
        var random = SeededGenerator(seed: 10)
        for bits in 0..<62 {
            for _ in 0..<50 {
                let number = Int64.random(in: 0...(1 << Int64(bits)), using: &random)
                let root = IntegerRoot.of(number)
                #expect(root * root <= number && (root + 1) * (root + 1) > number, "\(number)")
            }
        }
    }
}
