import CrisisModel
import Engine
import EventCodec
import Varlink

/// Moves drills: lines in, the clock forward, everything that falls due on the way done in order. One drill moves one
/// step at a time, whoever asks.
final class DrillRunner: Sendable {
    struct Outcome: Sendable {
        var injected: Int64 = 0
        var skipped: Int64 = 0
        var refused: [(line: Int64, kind: String, reason: String)] = []
    }

    private let writer: Writer
    private let turns = TurnTaker<RealmID>()

    init(writer: Writer) {
        self.writer = writer
    }

    private var published: Published { writer.published }

    func inject(
        _ lines: [String], firstLine: Int64, into realm: RealmID, by facilitator: Actor
    ) async throws(WriterError) -> Outcome {
        await turns.begin(realm)
        defer { turns.end(realm) }
        var outcome = Outcome()
        var waiting = WaitingLines()
        for (index, line) in lines.enumerated() {
            let number = firstLine &+ Int64(index)
            let recorded: RecordedEvent
            do throws(LineFailure) {
                recorded = try Self.parse(line)
            } catch {
                outcome.refused.append((number, error.kind, error.reason))
                continue
            }
            let kind = recorded.event.kind
            switch Injection.read(recorded) {
            case .consequence: outcome.skipped += 1
            case .refused(let reason): outcome.refused.append((number, kind.name, reason))
            case .command(let command):
                let ahead = mayGoAhead(recorded, realm)
                if !ahead {
                    try await waiting.settle(&outcome)
                    await settle(realm)
                    try await moveClock(realm, to: recorded.envelope.at, by: facilitator)
                }
                enqueue(command, recorded, number, realm, facilitator, &waiting)
                if !ahead {
                    try await waiting.settle(&outcome)
                    await settle(realm)
                }
            }
        }
        try await waiting.settle(&outcome)
        await settle(realm)
        return outcome
    }

    /// A mention makes nothing due, and holds only take away: as long as nothing was due before it, it need not wait
    /// for the lines in front of it to be durable. The answer to the call still does.
    private func mayGoAhead(_ recorded: RecordedEvent, _ realm: RealmID) -> Bool {
        guard recorded.event.kind == .mentionRecorded else { return false }
        return published.read { state in
            guard let next = state.realms[realm]?.nextDue else { return true }
            return next.dueAt > recorded.envelope.at
        }
    }

    private func enqueue(
        _ command: Command, _ recorded: RecordedEvent, _ line: Int64, _ realm: RealmID, _ facilitator: Actor,
        _ waiting: inout WaitingLines
    ) {
        let drill = Int64(realm.number)
        let kind = recorded.event.kind.name
        for own in [
            Command.advanceDrill(drill, to: recorded.envelope.at),
            .noteInjection(drill, line: line, kind: kind),
        ] {
            writer.enqueue(Writer.Submission(command: own, realm: realm, actor: facilitator)) { _ in }
        }
        // The event carries both: the persona by name, the facilitator by uid.
        var actor = recorded.envelope.actor
        actor.kind = actor.kind == .person ? .persona : actor.kind
        actor.uid = facilitator.uid
        actor.loginUid = facilitator.loginUid
        waiting.append(line, kind) { done in
            writer.enqueue(Writer.Submission(command: command, realm: realm, actor: actor), done: done)
        }
    }

    struct LineFailure: Error {
        var kind: String
        var reason: String
    }

    static func parse(_ line: String) throws(LineFailure) -> RecordedEvent {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw LineFailure(kind: "", reason: "not JSON at column \(error.column): \(error.code.rawValue)")
        }
        do throws(EventCodecError) {
            return try EventCodec.parse(value)
        } catch {
            throw LineFailure(kind: value["kind"]?.stringValue ?? "", reason: "\(error)")
        }
    }

    func advance(_ realm: RealmID, to time: EventTime, by actor: Actor) async throws(WriterError) -> EventTime
    {
        await turns.begin(realm)
        defer { turns.end(realm) }
        try await moveClock(realm, to: time, by: actor)
        return clock(realm)
    }

    private func clock(_ realm: RealmID) -> EventTime {
        published.read { $0.drills[Int64(realm.number)]?.clock ?? .zero }
    }

    /// Stops at each due time on the way, and goes on when what was due there has its outcome.
    private func moveClock(_ realm: RealmID, to time: EventTime, by actor: Actor) async throws(WriterError) {
        while true {
            let (clock, due) = published.read { state in
                (state.drills[Int64(realm.number)]?.clock ?? .zero, state.realms[realm]?.nextDue?.dueAt)
            }
            if let due, due <= time {
                try await step(realm, to: max(due, clock), by: actor)
                await settle(realm)
                continue
            }
            if clock != time { try await step(realm, to: time, by: actor) }
            return
        }
    }

    private func step(_ realm: RealmID, to time: EventTime, by actor: Actor) async throws(WriterError) {
        _ = try await writer.submit(
            Writer.Submission(
                command: .advanceDrill(Int64(realm.number), to: time), realm: realm, actor: actor)
        )
    }

    /// Until nothing of this realm is on its way, and no receipt is owed.
    func settle(_ realm: RealmID) async {
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = published.subscribe { _ in continuation.yield() }
        defer { published.unsubscribe(id) }
        if isSettled(realm) { return }
        for await _ in changes where isSettled(realm) { return }
    }

    private func isSettled(_ realm: RealmID) -> Bool {
        published.read { state in
            state.realms[realm]?.dispatching.isEmpty != false
        }
    }
}
