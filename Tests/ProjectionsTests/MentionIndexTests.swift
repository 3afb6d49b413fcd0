import CrisisModel
import Engine
import EventLog
import Glibc
import Testing

@testable import Projections

/// The index of mentions in files: what outlives a process, a restart of the machine and a restored backup.
@Suite("Index of mentions")
struct MentionIndexTests {
    private static let identity = [UInt8](1...16)

    private static func open(
        _ folder: TemporaryFolder, boot: UInt64 = 1, identity: [UInt8] = identity
    ) throws -> MentionIndex {
        try #require(
            MentionIndex.open(directory: folder.path + "/index", identity: identity, boot: boot))
    }

    /// Authors heard in a story, as an index knows them.
    private static func people(_ index: MentionIndex, _ story: Story) -> [Int64: [Int64]] {
        var people: [Int64: [Int64]] = [:]
        let horizons = story.events.map(\.envelope.at)
        let later = horizons.max()?.adding(seconds: 1) ?? .zero
        let free = Set(index.expired(before: later, after: 0, through: 1_000, limit: 1_000) { _ in false })
        for author in Int64(1)...story.engine.state.authors.count {
            people[author] = [Int64(index.mentionCount(of: author)), free.contains(author) ? 0 : 1]
        }
        return people
    }

    private static func expectSame(
        _ index: MentionIndex, _ reference: MentionIndex, _ story: Story, _ comment: Comment
    ) {
        #expect(index.through == reference.through, comment)
        for (key, sequence) in story.known.mentions { #expect(index.mention(key) == sequence, comment) }
        for (tag, author) in story.known.authors { #expect(index.author(tag) == author, comment) }
        #expect(people(index, story) == people(reference, story), comment)
        #expect(!index.isFull, comment)
    }

    @Test("It knows what was recorded, by whom and how often, and nothing else", arguments: UInt64(1)...5)
    func folded(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let index = try Self.open(folder)
        let story = Story.told(seed: seed, steps: 400)
        index.apply(story.events)
        Self.expectSame(index, index, story, "seed \(seed)")
        var heard: [Int64: Int] = [:]
        for event in story.events {
            if case .mentionRecorded(let mention) = event.event {
                heard[mention.authorNumber, default: 0] += 1
            }
        }
        for author in 0...story.engine.state.authors.count + 1 {
            #expect(index.mentionCount(of: author) == heard[author] ?? 0, "seed \(seed), author \(author)")
        }
        for number in 0..<300 {
            for realm in [RealmID.live, RealmID(1), RealmID(2)] {
                let key = Story.key(mention: number, in: realm)
                #expect((index.mention(key) != nil) == (story.known.mentions[key] != nil), "seed \(seed)")
            }
        }
    }

    @Test(
        "A process that dies anywhere and comes again in the same run of the machine goes on with the same result",
        arguments: UInt64(1)...6)
    func killed(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let story = Story.told(seed: seed, steps: 300)
        let straight = try TemporaryFolder()
        let reference = try Self.open(straight)
        reference.apply(story.events)
        let folder = try TemporaryFolder()
        var index = try Self.open(folder)
        while index.through < UInt64(story.events.count) {
            let rest = story.events.dropFirst(Int(index.through))
            index.apply(Array(rest.prefix(Int.random(in: 1...60, using: &random))))
            // Between two batches, and now and then within one: as if it had died before the batch was noted.
            if Bool.random(using: &random) { index = try Self.open(folder) }
            if index.through > 0, Int.random(in: 0..<3, using: &random) == 0 {
                let before = Int.random(in: 0...Int(index.through), using: &random)
                index.apply(Array(story.events.prefix(Int(index.through)).dropFirst(before)))
            }
        }
        Self.expectSame(index, reference, story, "seed \(seed)")
        Self.expectSame(try Self.open(folder), reference, story, "seed \(seed)")
    }

    /// Mentions, each by an author of its own.
    private static func mentions(_ numbers: ClosedRange<UInt64>) -> [RecordedEvent] {
        numbers.map { number in
            var mention = MentionRecorded(
                source: SourceID(recorded: "feed"), id: "", author: "", text: "", mode: .live)
            mention.key = Story.key(mention: Int(number), in: .live)
            mention.authorNumber = Int64(number)
            return recorded(number, mention)
        }
    }

    private static func recorded(
        _ sequence: UInt64, _ payload: some EventPayload, at seconds: Int64? = nil
    ) -> RecordedEvent {
        RecordedEvent(
            envelope: EventEnvelope(
                sequence: sequence, realm: .live,
                at: EventTime(microsecondsSinceEpoch: (seconds ?? Int64(sequence)) * 1_000_000),
                actor: .daemon),
            event: payload.event)
    }

    private static func files(_ folder: TemporaryFolder) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in ["index", "mentions-0", "mentions-1", "authors-0", "people-0", "people-1"] {
            let descriptor = Glibc.open("\(folder.path)/index/\(name)", O_RDONLY)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var status = stat()
            fstat(descriptor, &status)
            var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
            #expect(read(descriptor, &bytes, bytes.count) == bytes.count)
            files[name] = bytes
        }
        return files
    }

    private static func write(_ bytes: [UInt8], _ name: String, _ folder: TemporaryFolder) {
        let descriptor = Glibc.open("\(folder.path)/index/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }

    @Test("It dies with tables made and filled that its header does not name yet, again and again")
    func unnoted() throws {
        let folder = try TemporaryFolder()
        var index: MentionIndex? = try Self.open(folder)
        index?.apply(Self.mentions(1...2_000))
        let header = try #require(try Self.files(folder)["index"])
        for _ in 0..<5 {
            // Past the first table of each kind, and past the first file of people.
            index?.apply(Self.mentions(2_001...5_000))
            #expect(try Self.files(folder)["mentions-1"] != nil && Self.files(folder)["people-1"] != nil)
            index = nil
            Self.write(header, "index", folder)
            index = try Self.open(folder)
            #expect(index?.through == 2_000)
        }
        index?.apply(Self.mentions(2_001...5_000))
        let last = try #require(index)
        #expect(!last.isFull)
        for number in UInt64(1)...5_000 {
            #expect(last.mention(Story.key(mention: Int(number), in: .live)) == number)
            #expect(last.mentionCount(of: Int64(number)) == 1, "\(number) is counted once")
        }
        last.apply(Self.mentions(5_001...20_000))
        #expect(!last.isFull && last.mention(Story.key(mention: 20_000, in: .live)) == 20_000)
    }

    @Test("After the machine went down it begins anew, unless it was closed in good order")
    func boots() throws {
        let folder = try TemporaryFolder()
        let story = Story.told(seed: 1, steps: 200)
        var index: MentionIndex? = try Self.open(folder, boot: 1)
        index?.apply(story.events)
        index = nil
        #expect(try Self.open(folder, boot: 2).through == 0, "what was not closed is not to be trusted")
        index = try Self.open(folder, boot: 2)
        index?.apply(story.events)
        index?.closeCleanly()
        index = nil
        let kept = try Self.open(folder, boot: 3)
        Self.expectSame(kept, kept, story, "closed")
        #expect(kept.through == UInt64(story.events.count))
        // It is open again: the mark is gone.
        #expect(try Self.open(folder, boot: 4).through == 0)
        index = try Self.open(folder, boot: 0)
        index?.apply(story.events)
        index = nil
        #expect(try Self.open(folder, boot: 0).through == 0, "a machine that cannot be told is another one")
    }

    @Test("With another log, and with a damaged or foreign header, it begins anew")
    func otherLog() throws {
        let folder = try TemporaryFolder()
        let story = Story.told(seed: 2, steps: 100)
        try Self.open(folder).apply(story.events)
        #expect(try Self.open(folder, identity: [UInt8](2...17)).through == 0)
        for (offset, byte) in [(0, UInt8(0)), (48, 200), (56, 200), (64, 200), (94, 1), (90, 255)] {
            try Self.open(folder).closeCleanly()
            let fresh = try #require(
                MentionIndex.open(
                    directory: folder.path + "/index", identity: Self.identity, boot: 1, anew: true))
            fresh.apply(story.events)
            var header = try #require(try Self.files(folder)["index"])
            header[offset] = byte
            Self.write(header, "index", folder)
            #expect(try Self.open(folder).through == 0, "byte \(offset)")
        }
    }

    @Test("It grows with nothing left to write to, says that it is full, and is no more closed in good order")
    func full() throws {
        let folder = try TemporaryFolder()
        let index = try Self.open(folder)
        index.apply(Self.mentions(1...10))
        // The next table cannot be made where a directory stands.
        #expect(mkdir("\(folder.path)/index/mentions-1", 0o700) == 0)
        index.apply(Self.mentions(11...4_000))
        #expect(index.isFull && index.through == 10, "what found no room is not noted as folded")
        index.apply(Self.mentions(4_001...4_002))
        #expect(index.through == 10, "and nothing behind it")
        index.closeCleanly()
        #expect(try Self.open(folder, boot: 9).through == 0)
        #expect(MentionIndex.open(directory: "/absent/index", identity: Self.identity, boot: 1) == nil)
    }

    @Test(
        "Retention lets go of who was last heard before the horizon, outside crises, and was not erased or held"
    )
    func retention() throws {
        let folder = try TemporaryFolder()
        let index = try Self.open(folder)
        var events = Self.mentions(1...100)
        // Author 5 is heard again later; 41 to 60 are heard while a crisis is open.
        events.insert(Self.recorded(41, CrisisDeclared(crisis: 1, reason: nil)), at: 40)
        events.insert(Self.recorded(62, CrisisClosed(crisis: 1, reason: nil)), at: 61)
        for position in events.indices { events[position].envelope.sequence = UInt64(position + 1) }
        var again = Self.mentions(5...5)[0]
        if case .mentionRecorded(var mention) = again.event {
            mention.key = Story.key(mention: 9_999, in: .live)
            again = Self.recorded(UInt64(events.count + 1), mention, at: 90)
        }
        index.apply(events + [again])
        func expired(_ seconds: Int64, after: Int64 = 0, limit: Int = 1_000, kept: Set<Int64> = []) -> [Int64]
        {
            index.expired(
                before: EventTime(microsecondsSinceEpoch: seconds * 1_000_000), after: after, through: 100,
                limit: limit
            ) { kept.contains($0) }
        }
        let outside = (Int64(1)...100).filter { !(41...60).contains($0) }
        #expect(expired(1_000) == outside)
        #expect(expired(31) == (1...30).filter { $0 != 5 })
        #expect(expired(91) == outside.filter { $0 <= 90 && $0 != 5 || $0 == 5 })
        #expect(expired(90) == outside.filter { $0 < 90 && $0 != 5 }, "not before the horizon itself")
        #expect(expired(31, kept: [1, 2, 30]) == (3...29).filter { $0 != 5 })
        #expect(expired(31, after: 10, limit: 3) == [11, 12, 13])
        #expect(expired(31, after: 28) == [29, 30] && expired(0).isEmpty)
        index.markInCrisis(7)
        #expect(!expired(1_000).contains(7))
    }

    @Test("A crisis that is open when the process dies is open when it comes again", arguments: [1, 40, 400])
    func openCrises(count: Int) throws {
        let folder = try TemporaryFolder()
        var sequence: UInt64 = 0
        func next(_ payload: some EventPayload) -> RecordedEvent {
            sequence += 1
            return Self.recorded(sequence, payload)
        }
        func heard(_ author: Int64) -> RecordedEvent {
            var mention = MentionRecorded()
            mention.key = Story.key(mention: Int(author), in: .live)
            mention.authorNumber = author
            return next(mention)
        }
        let crises = (1...Int64(count)).map { next(CrisisDeclared(crisis: $0, reason: nil)) }
        try Self.open(folder).apply([heard(1)] + crises)
        let index = try Self.open(folder)
        let closed = (1...Int64(count)).map { next(CrisisClosed(crisis: $0, reason: nil)) }
        index.apply([heard(2)] + closed + [heard(3)])
        let free = index.expired(before: .distantFuture, after: 0, through: 9, limit: 9) { _ in false }
        // Of more than it can name it knows only that there were some.
        #expect(free.contains(1) && !free.contains(2) && (count > 300 || free.contains(3)))
    }
}
