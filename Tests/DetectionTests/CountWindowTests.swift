import CrisisModel
import Detection
import Testing

/// The count rule at its edges.
@Suite("Count window")
struct CountWindowTests {
    static let minute: Int64 = 60_000_000

    static func window(_ threshold: Int, authors: Int = 1, minutes: Int64 = 60) -> CountWindow {
        CountWindow(
            parameters: .init(
                windowMicroseconds: minutes * minute, threshold: threshold, minimumAuthors: authors)
        )
    }

    static func entry(_ sequence: UInt64, minute time: Int64, author: UInt64? = nil) -> CountWindow.Entry {
        CountWindow.Entry(
            time: EventTime(microsecondsSinceEpoch: time * minute), sequence: sequence,
            author: author ?? sequence
        )
    }

    /// Records, and marks the firing as the caller does.
    static func feed(_ window: inout CountWindow, _ entry: CountWindow.Entry) -> CountWindow.Firing? {
        let firing = window.record(entry)
        if firing != nil { window.markFired() }
        return firing
    }

    static func hear(_ window: inout CountWindow, _ entry: CountWindow.Entry) -> CountWindow.Firing? {
        window.record(entry)
    }

    @Test(
        "Nothing fires at N-1, the N-th mention fires, the one after it does not fire again",
        arguments: [1, 2, 3, 5, 40])
    func threshold(count: Int) {
        var window = Self.window(count)
        for number in 1..<(count + 1) {
            let firing = Self.feed(&window, Self.entry(UInt64(number), minute: 0))
            #expect((firing != nil) == (number == count), "mention \(number) of \(count)")
            if let firing {
                #expect(firing.count == count && firing.authors == count)
                #expect(firing.mentions == (1...UInt64(count)).map { $0 })
            }
        }
        #expect(Self.feed(&window, Self.entry(UInt64(count + 1), minute: 0)) == nil)
    }

    @Test("A mention exactly one window before the last no longer counts; a microsecond later it does")
    func edge() {
        var out = Self.window(2)
        #expect(Self.hear(&out, Self.entry(1, minute: 0)) == nil)
        #expect(Self.hear(&out, Self.entry(2, minute: 60)) == nil)
        #expect(out.trailingCount == 1)

        var inside = Self.window(2)
        let late = CountWindow.Entry(time: EventTime(microsecondsSinceEpoch: 1), sequence: 1, author: 1)
        #expect(Self.hear(&inside, late) == nil)
        let firing = inside.record(Self.entry(2, minute: 60))
        #expect(firing?.count == 2)
        #expect(firing?.windowStart == .zero)
        #expect(firing?.windowEnd == EventTime(microsecondsSinceEpoch: 60 * Self.minute))
    }

    @Test("The same edge holds for a mention that arrives late")
    func lateEdge() {
        var out = Self.window(2)
        _ = out.record(Self.entry(1, minute: 60))
        #expect(Self.hear(&out, Self.entry(2, minute: 0)) == nil)
        var inside = Self.window(2)
        _ = inside.record(Self.entry(1, minute: 60))
        let late = CountWindow.Entry(time: EventTime(microsecondsSinceEpoch: 1), sequence: 2, author: 2)
        #expect(Self.hear(&inside, late)?.windowEnd == EventTime(microsecondsSinceEpoch: 60 * Self.minute))
    }

    @Test("Many mentions by too few authors do not fire; one more author does, whose mention may be late")
    func authors() {
        var window = Self.window(3, authors: 3)
        for number in UInt64(1)...20 {
            #expect(Self.hear(&window, Self.entry(number, minute: 1, author: number % 2)) == nil)
        }
        var late = window
        let firing = window.record(Self.entry(21, minute: 2, author: 99))
        #expect(firing?.authors == 3 && firing?.count == 21)
        #expect(Self.hear(&late, Self.entry(22, minute: 0, author: 98))?.authors == 3)
    }

    @Test("It fires again only after the count fell to half the threshold", arguments: [1, 2, 3, 4, 5, 10])
    func hysteresis(threshold: Int) {
        var window = Self.window(threshold)
        for number in 1...threshold {
            _ = Self.feed(&window, Self.entry(UInt64(number), minute: Int64(number)))
        }
        #expect(window.firing && !window.mayClear)
        // One leaves the window each minute from 61 on.
        for gone in 1...threshold {
            window.moveTime(to: EventTime(microsecondsSinceEpoch: Int64(60 + gone) * Self.minute))
            #expect(window.trailingCount == threshold - gone)
            #expect(
                window.mayClear == (threshold - gone <= threshold / 2),
                "\(threshold - gone) of \(threshold) left")
        }
        window.markCleared()
        var fired = 0
        for number in 1...threshold
        where Self.feed(&window, Self.entry(UInt64(100 + number), minute: 500)) != nil {
            fired += 1
        }
        #expect(fired == 1)
    }

    @Test("After silence, the mention that brings the count back fires by itself, also where one is enough")
    func firesAgainAfterSilence() {
        var one = Self.window(1)
        #expect(Self.feed(&one, Self.entry(1, minute: 0)) != nil)
        #expect(Self.feed(&one, Self.entry(2, minute: 30)) == nil, "still the same hour")
        #expect(Self.feed(&one, Self.entry(3, minute: 500)) != nil)
        var two = Self.window(2)
        _ = Self.feed(&two, Self.entry(1, minute: 0))
        #expect(Self.feed(&two, Self.entry(2, minute: 30)) != nil)
        #expect(Self.feed(&two, Self.entry(3, minute: 70)) != nil, "the count had fallen to one")
    }

    @Test("A mention more than six hours older than the newest is left out; at six hours exactly it counts")
    func veryLate() {
        var window = Self.window(2)
        _ = window.record(Self.entry(1, minute: 0))
        window.moveTime(to: EventTime(microsecondsSinceEpoch: 360 * Self.minute))
        #expect(Self.hear(&window, Self.entry(2, minute: 0))?.count == 2)
        window.moveTime(to: EventTime(microsecondsSinceEpoch: 360 * Self.minute + 1))
        let before = window
        #expect(Self.hear(&window, Self.entry(3, minute: 0)) == nil)
        #expect(window == before, "nothing of it is kept")
    }

    @Test("The first mention of all is taken whatever its time")
    func firstMention() {
        for time in [Int64.min + 1, -1, 0, .max] {
            var window = Self.window(1)
            let entry = CountWindow.Entry(
                time: EventTime(microsecondsSinceEpoch: time), sequence: 1, author: 1)
            #expect(Self.hear(&window, entry)?.count == 1)
        }
    }

    @Test("A new version forgets that it fired and keeps what it heard")
    func adoption() {
        var window = Self.window(2)
        _ = Self.feed(&window, Self.entry(1, minute: 0))
        _ = Self.feed(&window, Self.entry(2, minute: 1))
        window.adopt(.init(windowMicroseconds: 10 * Self.minute, threshold: 3, minimumAuthors: 1))
        #expect(!window.firing)
        #expect(Self.feed(&window, Self.entry(3, minute: 2))?.count == 3)
        window.adopt(.init(windowMicroseconds: Self.minute, threshold: 1, minimumAuthors: 1))
        #expect(window.trailingCount == 1, "the shorter window holds less")
    }

    @Test("The evidence names the latest hundred mentions")
    func evidence() {
        var window = Self.window(150)
        var firing: CountWindow.Firing?
        for number in UInt64(1)...150 { firing = window.record(Self.entry(number, minute: 0)) }
        #expect(firing?.mentions == (51...150).map { UInt64($0) })
        #expect(firing?.count == 150)
    }
}

@Suite("Count windows restored from bytes")
struct CountWindowRestoreTests {
    private static func window(seed: UInt64) -> CountWindow {
        var random = SeededGenerator(seed: seed)
        var window = CountWindow(
            parameters: .init(windowMicroseconds: 60_000_000, threshold: 5, minimumAuthors: 2))
        for sequence in UInt64(1)...400 {
            let time = Int64(sequence) * 5_000_000 - .random(in: 0...120_000_000, using: &random)
            let entry = CountWindow.Entry(
                time: EventTime(microsecondsSinceEpoch: time), sequence: sequence,
                author: .random(in: 0...6, using: &random))
            if window.record(entry) != nil { window.markFired() }
            if window.mayClear { window.markCleared() }
        }
        return window
    }

    @Test("A restored window is equal, with what it derives", arguments: UInt64(1)...10)
    func roundTrip(seed: UInt64) throws {
        var window = Self.window(seed: seed)
        var bytes = CanonicalBytes()
        window.visit(&bytes)
        var reader = SnapshotReader(bytes.bytes)
        var restored = CountWindow.blank
        try restored.visit(&reader)
        try reader.finish()
        #expect(restored == window, "seed \(seed)")
        #expect(restored.trailingAuthorCount == window.trailingAuthorCount, "seed \(seed)")
    }

    @Test("A window whose entries are out of order is refused")
    func disorder() {
        var window = Self.window(seed: 1)
        var bytes = CanonicalBytes()
        window.visit(&bytes)
        // The time of the first entry: three integers, two flags, an optional time and a count come before it.
        var damaged = bytes.bytes
        damaged[24 + 2 + 9 + 8 + 7] = 0x7F
        var reader = SnapshotReader(damaged)
        var restored = CountWindow.blank
        #expect(throws: SnapshotReaderError.self) { try restored.visit(&reader) }
    }
}
