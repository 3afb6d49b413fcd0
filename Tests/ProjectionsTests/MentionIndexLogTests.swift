import CrisisModel
import Engine
import EventCodec
import EventLog
import Testing

@testable import Projections

/// The index of mentions beside a log: made from it, and known to belong to it.
@Suite("Index of mentions and log")
struct MentionIndexLogTests {
    private static func free(_ index: MentionIndex) -> [Int64] {
        index.expired(before: .distantFuture, after: 0, through: 1_000, limit: 1_000) { _ in false }
    }

    @Test(
        "Caught up in portions of any size, it is what it is when fed event by event",
        arguments: UInt64(1)...5)
    func catchUp(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: seed, steps: 400)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        let fed = try #require(
            MentionIndex.open(directory: folder.path + "/fed", identity: log.identity, boot: 1))
        for event in story.events { fed.apply([event], resolving: log) }
        for limit in [1, 7, 100, .max] {
            let caught = try #require(
                MentionIndex.open(directory: folder.path + "/caught-\(limit)", log: log, boot: 1))
            var turns = 0
            while caught.through < UInt64(story.events.count), turns < story.events.count {
                let before = caught.through
                #expect(caught.catchUp(with: log, limit: limit))
                #expect(
                    limit == .max || caught.through == min(before + UInt64(limit), UInt64(story.events.count))
                )
                turns += 1
            }
            #expect(caught.through == fed.through && Self.free(caught) == Self.free(fed), "seed \(seed)")
            for (key, sequence) in story.known.mentions { #expect(caught.mention(key) == sequence) }
            for (tag, author) in story.known.authors { #expect(caught.author(tag) == author) }
            for author in 1...story.engine.state.authors.count {
                #expect(caught.mentionCount(of: author) == fed.mentionCount(of: author), "seed \(seed)")
            }
            #expect(caught.catchUp(with: log) && caught.through == UInt64(story.events.count))
        }
    }

    @Test("Whose mentions are the evidence of a detection was heard in a crisis", arguments: UInt64(1)...5)
    func evidence(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: seed, steps: 400)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        let index = try #require(
            MentionIndex.open(directory: folder.path + "/index", log: log, boot: 1))
        #expect(index.catchUp(with: log))
        var authors: [UInt64: Int64] = [:]
        var marked: Set<Int64> = []
        for event in story.events {
            if case .mentionRecorded(let mention) = event.event {
                authors[event.envelope.sequence] = mention.authorNumber
            }
            if case .detectionFired(let fired) = event.event {
                marked.formUnion(fired.mentions.compactMap { authors[UInt64(bitPattern: $0)] })
            }
        }
        #expect(!marked.isEmpty, "seed \(seed) has something to tell")
        #expect(marked.isDisjoint(with: Self.free(index)), "seed \(seed)")
    }

    @Test(
        "An index of another history of the log is made anew: a backup of the log was put back, and it went on"
    )
    func history() throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: 1, steps: 200)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        let place = folder.path + "/index"
        func open() throws -> MentionIndex {
            try #require(MentionIndex.open(directory: place, log: log, boot: 1))
        }
        let index = try open()
        #expect(index.catchUp(with: log))
        #expect(try open().through == UInt64(story.events.count))
        // Events that the log, as it is, does not have.
        var later = try #require(story.events.last)
        later.envelope.sequence += 1
        index.apply([later])
        #expect(try open().through == 0, "it is ahead of the log")
        let again = try open()
        #expect(again.catchUp(with: log))
        // The same number, another event.
        later.envelope.at = later.envelope.at.adding(seconds: 1)
        again.apply([later])
        later.envelope.at = later.envelope.at.adding(seconds: 1)
        try log.write([later], &story.random)
        #expect(try open().through == 0, "its last event is not the log's")
    }
}
