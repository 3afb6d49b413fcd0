import CrisisModel
import Detection
import Testing

/// The window against a model that recounts everything each time, and its bounds.
@Suite("Count window against a naive model")
struct CountWindowModelTests {
    /// Keeps every mention, counts every window anew.
    private struct NaiveWindow {
        let parameters: CountWindow.Parameters
        var heard: [CountWindow.Entry] = []
        var newest: EventTime?

        mutating func hear(_ entry: CountWindow.Entry) -> Bool {
            if let newest, newest.microseconds(since: entry.time) > CountWindow.Limits.latenessMicroseconds {
                return false
            }
            newest = max(newest ?? entry.time, entry.time)
            heard.append(entry)
            return true
        }

        func contents(endingAt end: EventTime) -> [CountWindow.Entry] {
            let start = end.adding(microseconds: -parameters.windowMicroseconds)
            return heard.filter { $0.time > start && $0.time <= end }
        }

        func meets(endingAt end: EventTime) -> Bool {
            let inside = contents(endingAt: end)
            return inside.count >= parameters.threshold
                && Set(inside.map(\.author)).count >= parameters.minimumAuthors
        }

        /// The earliest window that holds this mention and meets the rule.
        func firstMet(with entry: CountWindow.Entry) -> EventTime? {
            let last = entry.time.adding(microseconds: parameters.windowMicroseconds)
            return heard.map(\.time).filter { $0 >= entry.time && $0 < last && meets(endingAt: $0) }.min()
        }

        var everMet: Bool { heard.contains { meets(endingAt: $0.time) } }
    }

    private static func parameters(_ random: inout SeededGenerator) -> CountWindow.Parameters {
        let threshold = Int.random(in: 1...9, using: &random)
        return CountWindow.Parameters(
            windowMicroseconds: .random(in: 1...120, using: &random), threshold: threshold,
            minimumAuthors: .random(in: 1...threshold, using: &random)
        )
    }

    /// Times close together, so that edges and equal times are frequent.
    private static func mentions(
        _ count: Int, span: Int64, _ random: inout SeededGenerator
    ) -> [CountWindow.Entry] {
        (0..<count).map { number in
            CountWindow.Entry(
                time: EventTime(microsecondsSinceEpoch: .random(in: 0...span, using: &random)),
                sequence: UInt64(number + 1), author: .random(in: 0...6, using: &random)
            )
        }
    }

    @Test("In any order of arrival it says what recounting every window says", arguments: UInt64(1)...80)
    func sameAsNaive(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parameters = Self.parameters(&random)
        var window = CountWindow(parameters: parameters)
        var naive = NaiveWindow(parameters: parameters)
        for entry in Self.mentions(120, span: 600, &random) {
            let isInOrder = naive.newest.map { entry.time >= $0 } ?? true
            let isHeard = naive.hear(entry)
            #expect(isHeard)
            let firing = window.record(entry)
            // Not marked as fired here: every mention is judged by itself.
            let expected =
                isInOrder
                ? (naive.meets(endingAt: entry.time) ? entry.time : nil) : naive.firstMet(with: entry)
            #expect(firing?.windowEnd == expected, "seed \(seed), mention \(entry.sequence)")
            guard let firing, let expected else { continue }
            let inside = naive.contents(endingAt: expected)
            #expect(firing.count == inside.count, "seed \(seed)")
            #expect(firing.authors == Set(inside.map(\.author)).count, "seed \(seed)")
            #expect(Set(firing.mentions) == Set(inside.map(\.sequence)), "seed \(seed)")
            #expect(firing.windowStart == expected.adding(microseconds: -parameters.windowMicroseconds))
        }
        let newest = naive.newest ?? .zero
        #expect(window.trailingCount == naive.contents(endingAt: newest).count, "seed \(seed)")
        #expect(
            window.trailingAuthorCount == Set(naive.contents(endingAt: newest).map(\.author)).count,
            "seed \(seed)"
        )
    }

    @Test("Whether it fires at all does not depend on the order of arrival", arguments: UInt64(1)...60)
    func orderDoesNotMatter(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parameters = Self.parameters(&random)
        let mentions = Self.mentions(40, span: 900, &random)
        var naive = NaiveWindow(parameters: parameters)
        for entry in mentions { _ = naive.hear(entry) }
        let orders = [
            mentions.sorted { ($0.time, $0.sequence) < ($1.time, $1.sequence) },
            mentions.sorted { ($0.time, $0.sequence) > ($1.time, $1.sequence) },
            mentions.shuffled(using: &random), mentions.shuffled(using: &random),
        ]
        for order in orders {
            var window = CountWindow(parameters: parameters)
            var hasFired = false
            for entry in order where window.record(entry) != nil { hasFired = true }
            #expect(hasFired == naive.everMet, "seed \(seed)")
        }
    }

    @Test("In order of time, equal mentions give equal firings, one after another", arguments: UInt64(1)...60)
    func hysteresisAgainstNaive(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parameters = Self.parameters(&random)
        var window = CountWindow(parameters: parameters)
        var naive = NaiveWindow(parameters: parameters)
        var isFiring = false
        let mentions = Self.mentions(200, span: 3_000, &random).sorted {
            ($0.time, $0.sequence) < ($1.time, $1.sequence)
        }
        for entry in mentions {
            // Just before this mention: all that came until now, in the window that ends at its time.
            if isFiring, naive.contents(endingAt: entry.time).count <= parameters.threshold / 2 {
                isFiring = false
            }
            _ = naive.hear(entry)
            let expected = !isFiring && naive.meets(endingAt: entry.time)
            let firing = window.record(entry)
            #expect((firing != nil) == expected, "seed \(seed), mention \(entry.sequence)")
            if firing != nil {
                window.markFired()
                isFiring = true
            } else if window.mayClear {
                window.markCleared()
                isFiring = false
            }
        }
    }

    @Test("Memory stays bounded, however many mentions fill one window")
    func bounded() {
        var window = CountWindowTests.window(50_000, authors: 50_000)
        var firings = 0
        for number in UInt64(1)...(UInt64(CountWindow.Limits.entriesMax) * 2) {
            // Two authors: the rule is never met and nothing is ever cleared.
            if window.record(CountWindowTests.entry(number, minute: 0, author: number % 2)) != nil {
                firings += 1
            }
        }
        #expect(firings == 0)
        #expect(window.entries.count <= CountWindow.Limits.entriesMax)
        #expect(window.trailingCount >= CountWindow.Limits.entriesKept)
    }

    @Test("What no window can reach any more is let go")
    func lettingGo() {
        var window = CountWindowTests.window(1_000_000, minutes: 1)
        for number in UInt64(0)..<20_000 {
            _ = window.record(CountWindowTests.entry(number, minute: Int64(number)))
        }
        #expect(window.entries.count < 3_000, "six hours and a minute are 361 entries, and a margin")
        #expect(window.trailingCount == 1)
    }

    @Test("The highest threshold that a rule may have is reached before entries are let go")
    func highestThreshold() {
        var window = CountWindowTests.window(CountWindow.Limits.thresholdMax)
        var fired: UInt64?
        for number in UInt64(1)...UInt64(CountWindow.Limits.thresholdMax) {
            if window.record(CountWindowTests.entry(number, minute: 0)) != nil { fired = number }
        }
        #expect(fired == UInt64(CountWindow.Limits.thresholdMax))
        #expect(CountWindow.Limits.thresholdMax <= CountWindow.Limits.entriesKept)
    }
}
