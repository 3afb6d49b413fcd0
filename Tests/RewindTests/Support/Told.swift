import CrisisModel
import Engine
import EventLog
import Rewind

/// Events in memory, as a log gives them.
struct Told: EventSource {
    var events: [RecordedEvent]

    init(_ events: [RecordedEvent]) { self.events = events }

    func forEach(
        from first: UInt64, through last: UInt64?, _ body: (RecordedEvent) -> ReadStep
    ) throws(RewindError) {
        for event in events where event.envelope.sequence >= first {
            if let last, event.envelope.sequence > last { return }
            if body(event) == .stop { return }
        }
    }

    /// What random commands by this seed leave in a log.
    static func random(seed: UInt64, commands: Int) -> Told {
        var random = RandomCommands(seed: seed)
        var engine = Engine()
        var events: [RecordedEvent] = []
        for _ in 0..<commands {
            let (command, context) = random.next(for: engine.state)
            do throws(Refusal) {
                events += try engine.decide(command, context)
            } catch {
                continue
            }
        }
        return Told(events)
    }

    /// The same log with one more event in it, and every later one moved by one.
    func planting(_ event: CrisisEvent, after sequence: UInt64, realm: RealmID = .live) -> Told {
        var forged: [RecordedEvent] = []
        for var recorded in events {
            if recorded.envelope.sequence > sequence {
                recorded.envelope.sequence += 1
                if let cause = recorded.envelope.causation, cause > sequence {
                    recorded.envelope.causation = cause + 1
                }
            }
            forged.append(recorded)
            guard recorded.envelope.sequence == sequence else { continue }
            forged.append(
                RecordedEvent(
                    envelope: EventEnvelope(
                        sequence: sequence + 1, realm: realm, at: recorded.envelope.at, actor: .daemon),
                    event: event))
        }
        return Told(forged)
    }
}
