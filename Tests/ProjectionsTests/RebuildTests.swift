import CrisisModel
import Engine
import EventCodec
import EventLog
import Projections
import Testing

/// A projection that left an event out is found, wherever it hides: in memory, or in a hash that was recorded.
@Suite("Rebuild")
struct RebuildTests {
    /// What a projection comes to that skips one event.
    private static func state(of events: [RecordedEvent], without skipped: UInt64?) -> State {
        var state = State()
        for event in events where event.envelope.sequence != skipped { state.apply(event) }
        return state
    }

    private static func checkpoint(_ stateHash: Digest, through last: UInt64) -> Command {
        .noteCheckpoint(
            LogCheckpointSigned(
                treeSize: 1, lastSequence: Int64(last), root: .zero, stateHash: stateHash,
                stateRevision: Int64(State.revision), reason: .demand, note: ""))
    }

    @Test("A live state that skipped an event is not what the log folds to", arguments: UInt64(1)...4)
    func live(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: seed, steps: 120)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        let right = try Rebuild.run(log, comparing: story.engine.state) { _, _ in }
        #expect(right.isEqual && right.foldedAfter == 0, "seed \(seed): \(right.problem ?? "")")
        // Only events that change what is known can be missed.
        let telling: Set<EventKind> = [.postScheduled, .mentionRecorded, .stopEngaged, .accountRegistered]
        let skipped = story.events.filter { telling.contains($0.event.kind) }.map(\.envelope.sequence)
        try #require(skipped.count > 10)
        for sequence in skipped where sequence < story.engine.state.lastSequence {
            let broken = Self.state(of: story.events, without: sequence)
            let found = try Rebuild.run(log, comparing: broken) { _, _ in }
            #expect(!found.isEqual && found.problem != nil, "seed \(seed): event \(sequence) was skipped")
        }
    }

    @Test("A recorded hash of a projection that skipped an event is found, with its event's number")
    func recorded() throws {
        for isPlanted in [false, true] {
            let folder = try TemporaryFolder()
            var story = Story.told(seed: 9, steps: 60)
            let last = story.engine.state.lastSequence
            let mention = story.events.first { $0.event.kind == .mentionRecorded }?.envelope.sequence
            let planted = Self.state(of: story.events, without: isPlanted ? mention : nil)
            story.run(Self.checkpoint(StateHash.of(planted), through: last), by: .daemon)
            let log = try EventLog.small(folder)
            try log.write(story.events, &story.random)
            let found = try Rebuild.run(log, comparing: story.engine.state) { _, _ in }
            if isPlanted {
                #expect(!found.isEqual && found.problem?.contains("after event \(last)") == true, "\(found)")
            } else {
                #expect(found.isEqual && found.checkpointsCompared == 1, "\(found)")
            }
        }
    }
}
