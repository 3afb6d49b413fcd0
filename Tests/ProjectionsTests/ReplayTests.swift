import CrisisModel
import Engine
import EventCodec
import EventLog
import Projections
import Testing

/// The log on disk, folded again, is what the engine knew.
@Suite("Replay")
struct ReplayTests {
    @Test(
        "A log on disk, opened anew and folded, gives the live engine's state hash", arguments: UInt64(1)...6)
    func sameState(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: seed, steps: 400)
        #expect(Set(story.events.map(\.event.kind)).count > 20, "seed \(seed) has something to tell")
        do {
            let log = try EventLog.small(folder)
            try log.write(story.events, &story.random)
        }
        let log = try EventLog.small(folder, readOnly: true)
        var visited: [RecordedEvent] = []
        let state = try Replay.state(of: log) { visited.append($0) }
        #expect(
            visited == story.events.map(\.unsealed), "seed \(seed): every event as it was, but what is sealed"
        )
        var whole: [RecordedEvent] = []
        try Replay.forEach(in: log) { event in
            whole.append(event)
            return .continue
        }
        #expect(whole == story.events, "seed \(seed): every event as it was recorded")
        #expect(StateHash.of(state) == StateHash.of(story.engine.state), "seed \(seed)")
        #expect(state.canonicalBytes == story.engine.state.canonicalBytes, "seed \(seed)")
    }

    @Test("A replay through an earlier event is the state as it was then", arguments: UInt64(1)...4)
    func earlier(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: seed, steps: 150)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        for _ in 0..<8 {
            let last = Int.random(in: 1...story.events.count, using: &story.random)
            var expected = State()
            for event in story.events.prefix(last) { expected.apply(event) }
            let state = try Replay.state(of: log, through: UInt64(last))
            #expect(StateHash.of(state) == StateHash.of(expected), "seed \(seed), through \(last)")
        }
        #expect(try Replay.state(of: log, through: 0).lastSequence == 0)
    }

    @Test("A range is read from its first to its last event, and reading stops when asked")
    func ranges() throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: 1, steps: 100)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        var read: [UInt64] = []
        try Replay.forEach(in: log, from: 10, through: 20) { event in
            read.append(event.envelope.sequence)
            return .continue
        }
        #expect(read == Array(10...20))
        read = []
        try Replay.forEach(in: log, from: 5) { event in
            read.append(event.envelope.sequence)
            return event.envelope.sequence == 7 ? .stop : .continue
        }
        #expect(read == [5, 6, 7])
        try Replay.forEach(in: log, from: 9, through: 8) { _ in
            Issue.record("an empty range has no events")
            return .stop
        }
    }

    @Test("An empty log is an empty state")
    func empty() throws {
        let folder = try TemporaryFolder()
        let log = try EventLog.small(folder)
        #expect(StateHash.of(try Replay.state(of: log)) == StateHash.of(State()))
    }

    @Test("An event that cannot be read ends the replay with its number: nothing is skipped")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: 2, steps: 30)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        var batch = log.makeBatch()
        var payload = PayloadWriter()
        payload.text(nil)
        try batch.append(
            Envelope(kind: 9_999, schemaVersion: 1, at: 0, actor: .init(kind: 1, name: "x")), payload)
        try log.append(&batch)
        let number = UInt64(story.events.count) + 1
        var seen = 0
        let error = #expect(throws: ReplayError.self) { try Replay.state(of: log) { _ in seen += 1 } }
        guard case .event(let sequence, let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(sequence == number && reason.code == .unknownKind && seen == story.events.count)
        #expect(error?.description.contains("\(number)") == true)
        #expect(try Replay.state(of: log, through: number - 1).lastSequence == number - 1)
    }

    @Test("A replayed state goes on exactly where the live one stood", arguments: UInt64(1)...4)
    func goesOn(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var story = Story.told(seed: seed, steps: 120)
        let log = try EventLog.small(folder)
        try log.write(story.events, &story.random)
        var restarted = story
        restarted.engine = Engine(state: try Replay.state(of: log))
        restarted.known = Known()
        try Replay.forEach(in: log) { event in
            restarted.known.apply(event)
            return .continue
        }
        for number in 500..<600 {
            story.step(number)
            restarted.step(number)
        }
        #expect(restarted.events == story.events, "seed \(seed)")
        #expect(StateHash.of(restarted.engine.state) == StateHash.of(story.engine.state), "seed \(seed)")
    }

    @Test("Lines of an export, read back, fold to the same state", arguments: UInt64(1)...3)
    func exported(seed: UInt64) throws {
        let story = Story.told(seed: seed, steps: 200)
        var state = State()
        for event in story.events { state.apply(try EventCodec.parse(EventCodec.json(event))) }
        #expect(StateHash.of(state) == StateHash.of(story.engine.state), "seed \(seed)")
    }
}

extension RecordedEvent {
    /// As a fold sees it.
    fileprivate var unsealed: RecordedEvent {
        guard case .mentionRecorded(var mention) = event else { return self }
        mention.sealed = []
        return RecordedEvent(envelope: envelope, event: .mentionRecorded(mention))
    }
}
