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
    }

    package private(set) var parameters: Parameters
    package private(set) var firing = false
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
        firing = false
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
            return firing ? nil : firingIfMet(endingAt: entries.count - 1, start: trailingStart)
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
    }

    /// True when the rule had fired and the count has fallen far enough to let it fire again.
    package var mayClear: Bool { firing && trailingCount <= parameters.threshold / 2 }

    package mutating func markFired() { firing = true }
    package mutating func markCleared() { firing = false }

    private func windowStart(endingAt end: EventTime) -> EventTime {
        end.adding(microseconds: -parameters.windowMicroseconds)
    }

    private mutating func insertLate(_ entry: Entry) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if (entries[middle].time, entries[middle].sequence) < (entry.time, entry.sequence) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        entries.insert(entry, at: low)
        if entry.time > windowStart(endingAt: newest) {
            trailingAuthors[entry.author, default: 0] += 1
        } else {
            trailingStart += 1
        }
        trim()
    }

    /// Walks the windows that end between a late mention and one window after it.
    private func earliestFiring(from time: EventTime) -> Firing? {
        let last = time.adding(microseconds: parameters.windowMicroseconds)
        var start = 0
        for end in entries.indices where entries[end].time >= time {
            guard entries[end].time < last else { return nil }
            let opening = windowStart(endingAt: entries[end].time)
            while entries[start].time <= opening { start += 1 }
            if end + 1 < entries.count, entries[end + 1].time == entries[end].time { continue }
            if let firing = firingIfMet(endingAt: end, start: start) { return firing }
        }
        return nil
    }

    private func firingIfMet(endingAt end: Int, start: Int) -> Firing? {
        let count = end - start + 1
        guard count >= parameters.threshold else { return nil }
        let authors =
            start == trailingStart && end == entries.count - 1
            ? trailingAuthors.count : Set(entries[start...end].lazy.map(\.author)).count
        guard authors >= parameters.minimumAuthors else { return nil }
        return Firing(
            windowStart: windowStart(endingAt: entries[end].time), windowEnd: entries[end].time, count: count,
            authors: authors,
            mentions: entries[start...end].suffix(Limits.evidenceMentionsMax).map(\.sequence)
        )
    }

    /// Lets go of what no window can reach any more, in larger steps so that the work per mention stays constant.
    private mutating func trim() {
        guard trailingStart > 1024 || entries.count > Limits.entriesMax else { return }
        let horizon = windowStart(endingAt: newest).adding(microseconds: -Limits.latenessMicroseconds)
        var drop = 0
        while drop < trailingStart, entries[drop].time <= horizon { drop += 1 }
        drop = max(drop, entries.count - Limits.entriesMax)
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

    /// FNV-1a: the same on every machine, unlike the standard library's hasher.
    package static func authorKey(_ author: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in author.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}

extension CountWindow: CanonicalState {
    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.flag("firing", &firing)
        try coder.time("newest", &newest)
        var numbers = entries.flatMap { entry in
            [entry.time.microsecondsSinceEpoch, Int64(bitPattern: entry.sequence), Int64(bitPattern: entry.author)]
        }
        try coder.integers("entries", &numbers)
    }
}
