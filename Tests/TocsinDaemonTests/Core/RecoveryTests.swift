import CrisisModel
import Cryptography
import Engine
import EventCodec
import EventLog
import Glibc
import Projections
import Testing

@testable import TocsinDaemon

/// A start: the newest snapshot that is of this history, and what follows it.
@Suite("Recovery")
struct RecoveryTests {
    /// A log of some accounts, mentions and alerts.
    private final class Place {
        let path: String
        let log: EventLog
        private(set) var engine = Engine()
        private(set) var events: [RecordedEvent] = []

        init(_ path: String, name: String = "log") throws {
            self.path = path
            log = try EventLog.open(
                directory: path + "/" + name, options: EventLogOptions(reserveBytes: 0), clock: .system())
            mkdir(snapshots, 0o700)
        }

        var snapshots: String { path + "/snapshots" }

        func run(_ command: Command) throws {
            let at = EventTime(microsecondsSinceEpoch: Int64(events.count + 1) * 1_000_000)
            let made = try engine.decide(command, CommandContext(realm: .live, at: at, actor: .daemon))
            var batch = log.makeBatch()
            for event in made { try EventCodec.append(event, to: &batch) }
            try log.append(&batch)
            events += made
        }

        func mention(_ number: Int64) throws {
            var mention = MentionRecorded(
                source: SourceID(recorded: "feed"), id: "", author: "", text: "", mode: .live)
            mention.key = KeyedHash(high: 1, low: UInt64(number))
            mention.authorNumber = engine.state.authors.count + 1
            mention.sealed = [1]
            try run(
                .recordMention(
                    NewMention(
                        mention: mention, occurredAt: .zero, known: false,
                        score: SentimentScored(
                            mention: 0, scorer: "linear", version: "1", label: .neutral, valence: 0,
                            confidence: 0),
                        newAuthorTag: KeyedHash(high: 2, low: UInt64(number)))))
        }

        func fill(_ count: Int) throws {
            for number in 0..<count {
                if number % 3 == 0 { try run(.testAlert) } else { try mention(Int64(events.count)) }
            }
        }

        /// As the daemon takes it.
        func takeSnapshot(from log: EventLog? = nil) throws {
            let log = log ?? self.log
            let last = engine.state.lastSequence
            let hash = try #require(SnapshotExtras.eventHash(last, in: log))
            let extras = SnapshotExtras(eventHash: hash, recentMentions: [.live: recent])
            try Snapshot(
                state: engine.state, blocks: log.head.blockCount, treeRoot: log.head.treeRoot,
                identity: log.identity, extras: extras.bytes
            ).write(to: snapshots)
        }

        var recent: Published.RecentMentions {
            var recent = Published.RecentMentions()
            for event in events {
                if case .mentionRecorded = event.event { recent.append(event.envelope.sequence) }
            }
            return recent
        }

        func recover(through last: UInt64? = nil) throws -> Recovered {
            try Recovered.fold(
                log, snapshots: snapshots, through: last, attempts: StartAttempts(stateDirectory: path))
        }

        func state(through last: UInt64) -> State {
            var state = State()
            for event in events.prefix(Int(last)) { state.apply(event) }
            return state
        }
    }

    private static func withPlace(_ body: (Place) throws -> Void) throws {
        var template = Array("/tmp/tocsin-recovery-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for folder in ["log", "other", "snapshots"] {
                for name in names(in: "\(path)/\(folder)") { unlink("\(path)/\(folder)/\(name)") }
                rmdir("\(path)/\(folder)")
            }
            unlink(path + "/start-attempts")
            rmdir(path)
        }
        try body(try Place(path))
    }

    @Test("Without a snapshot the whole log is folded; with one, what follows it; both give the same")
    func same() throws {
        try Self.withPlace { place in
            #expect(try place.recover().state.lastSequence == 0)
            try place.fill(30)
            let whole = try place.recover()
            #expect(whole.snapshot == 0 && whole.notes.isEmpty)
            #expect(whole.state.canonicalBytes == place.engine.state.canonicalBytes)
            try place.takeSnapshot()
            let taken = place.engine.state.lastSequence
            try place.fill(30)
            let part = try place.recover()
            #expect(part.snapshot == taken && part.notes.isEmpty)
            #expect(part.state.canonicalBytes == place.engine.state.canonicalBytes)
            #expect(part.recentMentions[.live]?.sequences == place.recent.sequences)
        }
    }

    @Test("A limit is kept, with an older snapshot or none")
    func limits() throws {
        try Self.withPlace { place in
            try place.fill(20)
            try place.takeSnapshot()
            let first = place.engine.state.lastSequence
            try place.fill(20)
            try place.takeSnapshot()
            let second = place.engine.state.lastSequence
            try place.fill(20)
            let all = UInt64(place.events.count)
            for last in [1, first - 1, first, first + 1, second - 1, second, second + 1, all] {
                let recovered = try place.recover(through: last)
                #expect(recovered.state.lastSequence == last)
                #expect(
                    recovered.snapshot == (last >= second ? second : last >= first ? first : 0), "\(last)")
                #expect(
                    recovered.state.canonicalBytes == place.state(through: last).canonicalBytes, "\(last)")
            }
        }
    }

    @Test("A snapshot of another history of this log is passed over, and so is each later one of it")
    func otherHistory() throws {
        try Self.withPlace { place in
            try place.fill(20)
            try place.takeSnapshot()
            let sound = place.engine.state.lastSequence
            try place.fill(10)
            let last = place.engine.state.lastSequence
            // Of the same log and the same events' numbers, and yet not of this history.
            for sequence in [last - 1, last] {
                let extras = SnapshotExtras(eventHash: .init(), recentMentions: [:])
                try Snapshot(
                    state: place.state(through: sequence), blocks: 1, treeRoot: .init(),
                    identity: place.log.identity, extras: extras.bytes
                ).write(to: place.snapshots)
            }
            let recovered = try place.recover()
            #expect(recovered.snapshot == sound && recovered.notes.count == 2)
            #expect(recovered.notes.allSatisfy { $0.contains("another history") })
            #expect(recovered.state.canonicalBytes == place.engine.state.canonicalBytes)
        }
    }

    @Test(
        "A snapshot of another log, one ahead of the log, and one that says nothing of its event are passed over"
    )
    func foreign() throws {
        try Self.withPlace { place in
            try place.fill(20)
            var ahead = place.engine.state
            ahead.lastSequence += 1_000
            for (state, identity, extras) in [
                (place.engine.state, [UInt8](repeating: 1, count: 16), [UInt8]()),
                (ahead, place.log.identity, []), (place.state(through: 3), place.log.identity, [1, 2]),
            ] {
                try Snapshot(state: state, blocks: 1, treeRoot: .init(), identity: identity, extras: extras)
                    .write(to: place.snapshots)
            }
            let recovered = try place.recover()
            #expect(recovered.snapshot == 0 && recovered.notes.count == 2)
            #expect(recovered.state.canonicalBytes == place.engine.state.canonicalBytes)
        }
    }

    @Test("The attempt is told where the fold is")
    func place() throws {
        try Self.withPlace { place in
            try place.fill(700)
            _ = try place.recover()
            let attempts = StartAttempts(stateDirectory: place.path)
            #expect(
                place.events.count > 1_024 && attempts.position == UInt64(place.events.count) / 1_024 * 1_024)
        }
    }
}
