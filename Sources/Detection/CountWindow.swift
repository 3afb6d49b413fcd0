package import CrisisModel

/// The `count` rule: at least N mentions that count, by at least M authors, within a window W.
///
/// Event time drives it: the same mentions give the same firings whether they arrive live, in a replay or in a
/// drill at any speed. It fires once, and again only after the count fell to half the threshold (hysteresis).
package struct CountWindow: Hashable, Sendable {
    package struct Parameters: Hashable, Sendable {
        package var windowMicroseconds: Int64
        package var threshold: Int
        package var minimumAuthors: Int

        package init(windowMicroseconds: Int64, threshold: Int, minimumAuthors: Int) {
            self.windowMicroseconds = windowMicroseconds
            self.threshold = threshold
            self.minimumAuthors = minimumAuthors
        }
    }

    package struct Entry: Hashable, Sendable {
        package var time: EventTime
        package var sequence: UInt64
        package var author: UInt64

        package init(time: EventTime, sequence: UInt64, author: UInt64) {
            self.time = time
            self.sequence = sequence
            self.author = author
        }
    }

    package struct Firing: Hashable, Sendable {
        package var windowStart: EventTime
        package var windowEnd: EventTime
        package var count: Int
        package var authors: Int
        /// The latest mentions counted, oldest first.
        package var mentions: [UInt64]
    }

    package enum Limits {
        /// A mention this much older than the newest is kept out: its window ended too long ago to matter.
        package static let latenessMicroseconds: Int64 = 6 * 3_600_000_000
        /// The evidence of a firing names at most this many mentions.
        package static let evidenceMentionsMax = 100
        /// Entries kept a rule; the oldest leave first. A window that holds this many has long fired.
        package static let entriesMax = 100_000
        /// What is kept when there are more than that: letting go in steps keeps the work per mention constant.
        package static let entriesKept = entriesMax / 8 * 7
        /// A rule with a higher threshold could never fire.
        package static let thresholdMax = 50_000
    }

    package private(set) var parameters: Parameters
    package private(set) var firing = false
    /// Since it fired the count has been at half the threshold or less, if only until the next mention came.
    package private(set) var hasFallen = false
    package private(set) var newest = EventTime(microsecondsSinceEpoch: .min)
    /// Sorted by time, then sequence.
    package private(set) var entries: [Entry] = []
    /// Where the window that ends at `newest` begins in `entries`.
    private var trailingStart = 0
    private var trailingAuthors: [UInt64: Int] = [:]

    package init(parameters: Parameters) {
        self.parameters = parameters
    }

    /// A new version of the rule keeps what was heard and forgets that it fired.
    package mutating func adopt(_ parameters: Parameters) {
        self.parameters = parameters
        markCleared()
        rebuildTrailing()
    }

    /// The count in the window that ends at the newest mention.
    package var trailingCount: Int { entries.count - trailingStart }
    package var trailingAuthorCount: Int { trailingAuthors.count }

    /// Takes a mention that counts; answers with the earliest window that meets the rule, if it just came true.
    /// The caller records the firing as an event and then calls `markFired`.
    package mutating func record(_ entry: Entry) -> Firing? {
        if newest != EventTime(microsecondsSinceEpoch: .min),
            newest.microseconds(since: entry.time) > Limits.latenessMicroseconds
        {
            return nil
        }
        if entry.time >= newest {
            moveTime(to: entry.time)
            entries.append(entry)
            trailingAuthors[entry.author, default: 0] += 1
            trim()
            guard !firing || hasFallen, trailingCount >= parameters.threshold,
                trailingAuthorCount >= parameters.minimumAuthors
            else { return nil }
            return makeFiring(trailingStart...(entries.count - 1), authors: trailingAuthorCount)
        }
        insertLate(entry)
        guard !firing else { return nil }
        return earliestFiring(from: entry.time)
    }

    /// Any mention in scope moves event time, also one that does not count.
    package mutating func moveTime(to time: EventTime) {
        guard time > newest else { return }
        newest = time
        let start = windowStart(endingAt: time)
        while trailingStart < entries.count, entries[trailingStart].time <= start {
            let author = entries[trailingStart].author
            if let count = trailingAuthors[author] {
                trailingAuthors[author] = count == 1 ? nil : count - 1
            }
            trailingStart += 1
        }
        if mayClear { hasFallen = true }
    }

    /// True when the rule had fired and the count has fallen far enough to let it fire again.
    package var mayClear: Bool { firing && (hasFallen || trailingCount <= parameters.threshold / 2) }

    package mutating func markFired() {
        firing = true
        hasFallen = false
    }

    package mutating func markCleared() {
        firing = false
        hasFallen = false
    }

    private func windowStart(endingAt end: EventTime) -> EventTime {
        end.adding(microseconds: -parameters.windowMicroseconds)
    }

    /// The first entry that does not come before.
    private func index(of time: EventTime, _ sequence: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if (entries[middle].time, entries[middle].sequence) < (time, sequence) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private mutating func insertLate(_ entry: Entry) {
        entries.insert(entry, at: index(of: entry.time, entry.sequence))
        if entry.time > windowStart(endingAt: newest) {
            trailingAuthors[entry.author, default: 0] += 1
        } else {
            trailingStart += 1
        }
        trim()
    }

    /// Walks the windows that end between a late mention and one window after it, counting authors on the way.
    private func earliestFiring(from time: EventTime) -> Firing? {
        let last = time.adding(microseconds: parameters.windowMicroseconds)
        var start = index(of: windowStart(endingAt: time).adding(microseconds: 1), 0)
        var end = index(of: time, 0)
        guard index(of: last, 0) - start >= parameters.threshold else { return nil }
        var authors: [UInt64: Int] = [:]
        for entry in entries[start..<end] { authors[entry.author, default: 0] += 1 }
        while end < entries.count, entries[end].time < last {
            let moment = entries[end].time
            while end < entries.count, entries[end].time == moment {
                authors[entries[end].author, default: 0] += 1
                end += 1
            }
            while entries[start].time <= windowStart(endingAt: moment) {
                let author = entries[start].author
                if let count = authors[author] { authors[author] = count == 1 ? nil : count - 1 }
                start += 1
            }
            if end - start >= parameters.threshold, authors.count >= parameters.minimumAuthors {
                return makeFiring(start...(end - 1), authors: authors.count)
            }
        }
        return nil
    }

    private func makeFiring(_ range: ClosedRange<Int>, authors: Int) -> Firing {
        let end = entries[range.upperBound].time
        return Firing(
            windowStart: windowStart(endingAt: end), windowEnd: end, count: range.count, authors: authors,
            mentions: entries[range].suffix(Limits.evidenceMentionsMax).map(\.sequence)
        )
    }

    /// Lets go of what no window can reach any more, in larger steps so that the work per mention stays constant.
    private mutating func trim() {
        guard trailingStart > 1024 || entries.count > Limits.entriesMax else { return }
        let horizon = windowStart(endingAt: newest).adding(microseconds: -Limits.latenessMicroseconds)
        var drop = min(trailingStart, index(of: horizon.adding(microseconds: 1), 0))
        if entries.count > Limits.entriesMax { drop = max(drop, entries.count - Limits.entriesKept) }
        guard drop > 0, drop > trailingStart / 2 || entries.count > Limits.entriesMax else { return }
        entries.removeFirst(drop)
        rebuildTrailing()
    }

    private mutating func rebuildTrailing() {
        let start = windowStart(endingAt: newest)
        trailingStart = entries.firstIndex { $0.time > start } ?? entries.count
        trailingAuthors = [:]
        for entry in entries[trailingStart...] { trailingAuthors[entry.author, default: 0] += 1 }
    }
}

extension CountWindow: CanonicalState {
    package static var blank: CountWindow {
        CountWindow(parameters: Parameters(windowMicroseconds: 0, threshold: 0, minimumAuthors: 0))
    }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("windowMicroseconds", &parameters.windowMicroseconds)
        try coder.count("threshold", &parameters.threshold)
        try coder.count("minimumAuthors", &parameters.minimumAuthors)
        try coder.flag("firing", &firing)
        try coder.flag("hasFallen", &hasFallen)
        let never = EventTime(microsecondsSinceEpoch: .min)
        var heard: EventTime? = newest == never ? nil : newest
        try coder.time("newest", &heard)
        var numbers: [Int64] = []
        numbers.reserveCapacity(entries.count * 3)
        for entry in entries {
            numbers.append(entry.time.microsecondsSinceEpoch)
            numbers.append(Int64(bitPattern: entry.sequence))
            numbers.append(Int64(bitPattern: entry.author))
        }
        try coder.integers("entries", &numbers)
        guard Coder.restores else { return }
        guard heard != never else { throw coder.invalid("newest", "no such time") }
        newest = heard ?? never
        if let problem = restore(numbers) { throw coder.invalid("entries", problem) }
    }

    /// The trailing part follows from the entries. Answers with what is wrong with them.
    private mutating func restore(_ numbers: [Int64]) -> String? {
        guard parameters.windowMicroseconds >= 0 else { return "a window is not negative" }
        guard numbers.count % 3 == 0, numbers.count <= Limits.entriesMax * 3 else { return "a wrong number" }
        entries = stride(from: 0, to: numbers.count, by: 3).map { index in
            Entry(
                time: EventTime(microsecondsSinceEpoch: numbers[index]),
                sequence: UInt64(bitPattern: numbers[index + 1]),
                author: UInt64(bitPattern: numbers[index + 2])
            )
        }
        guard zip(entries, entries.dropFirst()).allSatisfy({ $0.time <= $1.time }) else {
            return "they are not in the order of their times"
        }
        guard entries.last.map({ $0.time <= newest }) ?? true else { return "one is newer than the newest" }
        rebuildTrailing()
        return nil
    }
}
