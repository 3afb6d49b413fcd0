package import CrisisModel
package import Engine
import EventCodec
import EventLog
import Projections
import Varlink

/// Decides the whole log again and compares: the same commands on the same states must give the same events.
///
/// A command is rebuilt from the first event that it made. Not decided again, since the log does not hold what they were
/// decided from:
/// - refusals that left nothing but a count, and ticks that found nothing due: nothing, or only their note, is recorded;
/// - whether a mention was new: its source was asked, or an index that is a projection of its own;
/// - the score of a mention, the number of a live stop, passphrases and recovery codes, the held posts that a person
///   counted before a release alone: they come in from outside and are taken as recorded;
/// - the second and later events of a cancellation of more posts than one event names;
/// - events of kinds that no command of this engine makes. They are folded, with what they caused, and counted.
package struct DecisionReplay: Hashable, Sendable {
    package enum Limits {
        /// Differences that are told; the rest is counted.
        package static let differencesMax = 20
    }

    package struct Difference: Hashable, Sendable {
        package var sequence: UInt64
        /// What this engine decides; nil: nothing.
        package var expected: RecordedEvent?
        /// What is recorded; nil: nothing.
        package var found: RecordedEvent?
        package var why: String

        package var words: String {
            func text(_ event: RecordedEvent?) -> String {
                event.map { EventCodec.json($0).text } ?? "nothing"
            }
            return "event \(sequence): \(why). Decided now: \(text(expected)). Recorded: \(text(found))."
        }
    }

    package struct HashMismatch: Hashable, Sendable {
        package var sequence: UInt64
        package var expected: Digest
        package var found: Digest
    }

    package var eventsRead: UInt64 = 0
    package var commandsDecided = 0
    package var eventsCompared = 0
    /// Events that were folded and not decided again, by kind.
    package var notDecided: [EventKind: Int] = [:]
    package var differences: [Difference] = []
    package var differenceCount = 0
    package var hashesCompared = 0
    package var hashMismatch: HashMismatch?

    package var isSame: Bool { differenceCount == 0 && hashMismatch == nil }

    /// One pass over what follows `start`. Differences up to `declared` were declared and are passed over.
    /// `recordedHash` answers with the state hash that was recorded after an event, where one was.
    package static func run(
        _ source: some EventSource, from start: State = State(), through last: UInt64? = nil,
        declared: UInt64 = 0,
        recordedHash: (UInt64) -> Digest? = { _ in nil }, progress: (UInt64) -> Void = { _ in }
    ) throws(RewindError) -> DecisionReplay {
        var replayer = DecisionReplayer(from: start, declared: declared)
        try source.forEachComplete(after: start.lastSequence, through: last) { event in
            replayer.take(event)
            let sequence = event.envelope.sequence
            if sequence > declared, let recorded = recordedHash(sequence) {
                replayer.compare(recorded, at: sequence)
            }
            if sequence % 10_000 == 0 { progress(sequence) }
            return .continue
        }
        replayer.finish(isWhole: last == nil)
        return replayer.report
    }

    package var conclusion: String {
        let left = notDecided.values.reduce(0, +)
        let part = left == 0 ? "" : "; \(left) events were folded and not decided again"
        if let first = differences.first {
            return "DIFFERENT: \(differenceCount) differences in \(eventsRead) events; the first at event "
                + "\(first.sequence): \(first.why)."
        }
        if let mismatch = hashMismatch {
            return
                "DIFFERENT: after event \(mismatch.sequence) the state hash is \(mismatch.found), recorded "
                + "\(mismatch.expected)."
        }
        return
            "SAME: \(commandsDecided) commands decided again as recorded, \(eventsCompared) of \(eventsRead) events "
            + "compared, \(hashesCompared) state hashes\(part)."
    }
}

/// The engine that decides again, beside a fold of what was recorded: where they part, the engine goes on from the fold.
struct DecisionReplayer {
    private(set) var report = DecisionReplay()
    private let declared: UInt64
    private var engine: Engine
    private var recorded: State
    private var mode = Mode.between

    init(from start: State = State(), declared: UInt64 = 0) {
        self.declared = declared
        engine = Engine(state: start)
        recorded = start
    }

    private enum Mode {
        /// The next event is the first of a command.
        case between
        /// What the decided command still has to give.
        case expecting(ArraySlice<RecordedEvent>, head: UInt64)
        /// A command that cannot be rebuilt before more of its events are known.
        case gathering([RecordedEvent])
        /// The rest of a command that cannot be compared: what its events caused. After a difference the engine
        /// starts anew from the fold; before, it goes along.
        case passing(head: UInt64, differs: Bool)
    }

    mutating func take(_ event: RecordedEvent) {
        report.eventsRead = event.envelope.sequence
        switch mode {
        case .between: begin(event)
        case .expecting(let expected, let head): compare(event, expected, head)
        case .gathering(let events): gather(event, events)
        case .passing(let head, let differs):
            if let cause = event.envelope.causation, cause >= head {
                note(event)
                if !differs { engine.apply(event) }
            } else {
                if differs { engine = Engine(state: recorded) }
                begin(event)
            }
        }
        recorded.apply(event)
    }

    private mutating func note(_ event: RecordedEvent) {
        report.notDecided[event.event.kind, default: 0] += 1
    }

    private mutating func begin(_ event: RecordedEvent) {
        mode = .between
        if CommandReader.needsMore([event], engine.state) {
            mode = .gathering([event])
            return
        }
        decide([event])
    }

    private mutating func gather(_ event: RecordedEvent, _ events: [RecordedEvent]) {
        let head = events[0].envelope.sequence
        guard let cause = event.envelope.causation, cause >= head else {
            decide(events)
            // Deciding compared what there was; this event begins the next command, or differs.
            return resume(event)
        }
        let gathered = events + [event]
        if CommandReader.needsMore(gathered, engine.state) {
            mode = .gathering(gathered)
        } else {
            decide(gathered)
        }
    }

    private mutating func resume(_ event: RecordedEvent) {
        switch mode {
        case .between, .gathering: begin(event)
        case .expecting(let expected, let head): compare(event, expected, head)
        case .passing(_, let differs):
            if differs { engine = Engine(state: recorded) }
            begin(event)
        }
    }

    /// Decides the command that these recorded events begin, and compares as many as there are.
    private mutating func decide(_ events: [RecordedEvent]) {
        let head = events[0].envelope
        guard let command = CommandReader.command(events, engine.state) else {
            let differs = CommandReader.neverFirst(events[0].event.kind)
            if differs {
                let why =
                    events[0].event.kind == .mentionRecorded
                    ? "a mention is recorded without its score" : "no decision makes this event here"
                differ(head.sequence, nil, events[0], why)
            }
            for event in events {
                note(event)
                if !differs { engine.apply(event) }
            }
            mode = .passing(head: head.sequence, differs: differs)
            return
        }
        let context = CommandContext(
            realm: head.realm, at: head.at, actor: head.actor, clientID: head.clientID,
            clockClamped: head.clockClamped)
        do throws(Refusal) {
            let decided = try engine.decide(command, context)
            report.commandsDecided += 1
            mode = .expecting(decided[...], head: head.sequence)
        } catch {
            differ(head.sequence, nil, events[0], "the command would be refused, \(error)")
            mode = .passing(head: head.sequence, differs: true)
            return
        }
        for event in events {
            guard case .expecting(let expected, let head) = mode else { return }
            compare(event, expected, head)
        }
    }

    private mutating func compare(
        _ event: RecordedEvent, _ expected: ArraySlice<RecordedEvent>, _ head: UInt64
    ) {
        report.eventsCompared += 1
        guard let next = expected.first else {
            differ(event.envelope.sequence, nil, event, "more is recorded than is decided")
            mode = .passing(head: head, differs: true)
            return
        }
        guard next == event else {
            differ(event.envelope.sequence, next, event, "another event is decided")
            // An event of the next command shows that this one ended early.
            if let cause = event.envelope.causation, cause >= head {
                mode = .passing(head: head, differs: true)
            } else if event.envelope.sequence == head {
                mode = .passing(head: head, differs: true)
            } else {
                engine = Engine(state: recorded)
                begin(event)
            }
            return
        }
        let rest = expected.dropFirst()
        mode = rest.isEmpty ? .between : .expecting(rest, head: head)
    }

    private mutating func differ(
        _ sequence: UInt64, _ expected: RecordedEvent?, _ found: RecordedEvent?, _ why: String
    ) {
        guard sequence > declared else { return }
        report.differenceCount += 1
        guard report.differences.count < DecisionReplay.Limits.differencesMax else { return }
        report.differences.append(
            DecisionReplay.Difference(sequence: sequence, expected: expected, found: found, why: why))
    }

    mutating func compare(_ hash: Digest, at sequence: UInt64) {
        report.hashesCompared += 1
        guard report.hashMismatch == nil else { return }
        let found = StateHash.of(recorded)
        guard found != hash else { return }
        report.hashMismatch = DecisionReplay.HashMismatch(sequence: sequence, expected: hash, found: found)
    }

    /// A command is committed whole, so a log never ends within one; a part of a log may.
    mutating func finish(isWhole: Bool) {
        if isWhole, case .gathering(let events) = mode { decide(events) }
        guard isWhole, case .expecting(let expected, _) = mode, let next = expected.first else { return }
        differ(next.envelope.sequence, next, nil, "the log ends where more is decided")
    }
}
