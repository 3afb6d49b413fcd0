import CrisisModel
import EventCodec
import Scenarios
import Varlink

/// A drill's log, built by hand: sequences count up, times are minutes after 20:00.
struct Night {
    private(set) var events: [RecordedEvent] = []

    static func time(_ minute: Int64) -> EventTime {
        // 2009-12-18T20:00:00Z
        EventTime(microsecondsSinceEpoch: (1_261_166_400 + minute * 60) * 1_000_000)
    }

    static let persona = Actor(kind: .persona, name: "comms-lead")

    mutating func add(_ minute: Int64, _ payload: some EventPayload, _ actor: Actor = .daemon) {
        let envelope = EventEnvelope(
            sequence: UInt64(events.count + 101), realm: RealmID(1), at: Self.time(minute), actor: actor)
        events.append(RecordedEvent(envelope: envelope, event: payload.event))
    }

    mutating func schedule(
        _ name: String, due: Int64, _ postClass: PostClass = .campaign, at minute: Int64 = 0
    ) {
        add(
            minute,
            PostScheduled(
                post: PostID(recorded: name), account: AccountID(recorded: "uk"), postClass: postClass,
                text: "x",
                textHash: .zero, dueAt: Self.time(due)), Self.persona)
    }

    mutating func publish(_ name: String, at minute: Int64) {
        let post = PostID(recorded: name)
        add(minute, PostDispatchStarted(post: post, attempt: 1, textHash: .zero, epoch: 0))
        add(minute, PostPublished(post: post, attempt: 1))
    }

    mutating func hold(_ names: [String], at minute: Int64, _ cause: HoldCause = .rule) {
        add(minute, PostHeld(posts: names.map { PostID(recorded: $0) }, cause: cause))
    }

    func result(_ expectation: ExpectedFact) -> ExpectationResult {
        let item = Expectations.Item(position: DocumentPosition(line: 7), expectation: expectation)
        let all = Expectations(
            scenario: "s", clockStart: Self.time(0), clockEnd: Self.time(600), items: [item])
        return all.evaluate(events)[0]
    }
}

extension ScenarioLineFailure {
    /// As the daemon reads lines.
    static func parse(_ line: String) throws(ScenarioLineFailure) -> RecordedEvent {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw ScenarioLineFailure(field: "", reason: "not JSON")
        }
        do throws(EventCodecError) {
            return try EventCodec.parse(value)
        } catch {
            throw ScenarioLineFailure(field: error.field ?? "", reason: error.detail)
        }
    }
}
