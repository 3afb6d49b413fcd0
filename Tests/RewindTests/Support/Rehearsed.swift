import CrisisModel
import Engine
import EventCodec
import Projections
import Sentiment
import Testing
import Varlink

/// A scenario of `replay-fixtures` as it runs in a drill, without a daemon: every post that is sent is published.
struct Rehearsed {
    private(set) var engine = Engine()
    private(set) var events: [RecordedEvent] = []
    private var authors = AuthorRegistry()
    private static let facilitator = Actor(kind: .person, uid: 1000, loginUid: 1000, name: "facilitator")
    private static let realm = RealmID(1)

    init(lines: [String]) throws {
        let parsed = try lines.map { try EventCodec.parse(JSONValue(parsing: $0)) }
        let start = parsed.first?.envelope.at ?? .zero
        run(.openLog(LogOpened(version: "1", bootID: "b", epoch: 1)), .live, start, .daemon)
        run(.startDrill(name: "night", scenario: "night", clockStart: start), .live, start, Self.facilitator)
        for (index, line) in parsed.enumerated() {
            guard let command = Self.command(line) else { continue }
            advance(to: line.envelope.at)
            run(
                .noteInjection(1, line: Int64(index + 1), kind: line.event.kind.name), Self.realm,
                line.envelope.at, Self.facilitator)
            var actor = line.envelope.actor
            actor.uid = 1000
            run(command, Self.realm, line.envelope.at, actor)
        }
        advance(to: (parsed.last?.envelope.at ?? start).adding(seconds: 7_200))
    }

    private mutating func advance(to time: EventTime) {
        while let due = engine.state.realms[Self.realm]?.nextDue?.dueAt, due <= time {
            step(to: max(due, engine.state.drills[1]?.clock ?? due))
        }
        if let clock = engine.state.drills[1]?.clock, clock < time { step(to: time) }
    }

    private mutating func step(to time: EventTime) {
        run(.advanceDrill(1, to: time), Self.realm, time, Self.facilitator)
        for id in (engine.state.realms[Self.realm]?.dispatching ?? []).sorted() {
            let attempt = engine.state.realms[Self.realm]?.posts[id]?.attempt ?? 0
            run(.reportDispatch(id, attempt: attempt, .published(link: nil)), Self.realm, time, .daemon)
        }
    }

    private mutating func run(_ command: Command, _ realm: RealmID, _ at: EventTime, _ actor: Actor) {
        do throws(Refusal) {
            events += try engine.decide(
                authors.complete(command, in: realm, engine.state.authors),
                CommandContext(realm: realm, at: at, actor: actor))
        } catch {
            Issue.record("\(command) was refused: \(error)")
        }
    }

    private static func command(_ line: RecordedEvent) -> Command? {
        switch line.event {
        case .accountRegistered(let event): return .registerAccount(event)
        case .ruleAdopted(let event): return .adoptRule(event)
        case .mentionRecorded(let event):
            let score = Scorer.shipped.score(
                event.text, language: event.language.flatMap { Language(tag: $0) })
            return .recordMention(
                NewMention(
                    mention: event, occurredAt: line.envelope.occurredAt ?? line.envelope.at, known: false,
                    score: SentimentScored(
                        mention: 0, scorer: "linear", version: "1",
                        label: score.label == .negative ? .negative : .neutral, valence: Int64(score.valence),
                        confidence: Int64(score.confidence))))
        case .postScheduled(let event):
            return .schedulePost(
                NewPost(
                    post: event.post, account: event.account, postClass: event.postClass,
                    campaign: event.campaign, text: event.text,
                    textHash: StateHash.sha256(Array(event.text.utf8)), dueAt: event.dueAt))
        case .postApproved(let event): return .approvePost(event.post)
        case .postRescheduled(let event): return .reviewPost(event.post, .move(event.dueAt))
        case .postCancelled(let event): return .cancelPosts(event.posts, scopes: [], reason: event.reason)
        case .stopEngaged(let event): return .engageStop(event, outside: [OutsideItem(name: "boosted posts")])
        case .stopReleased(let event): return .releaseStop(epoch: event.epoch, heldCount: nil)
        case .crisisDeclared(let event): return .declareCrisis(reason: event.reason)
        case .crisisClosed(let event): return .closeCrisis(event.crisis, reason: event.reason)
        default: return nil
        }
    }

    /// The night of 18 December 2009.
    static func eurostar() throws -> Rehearsed {
        let path = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let source = try TextFile.read("/\(path)/replay-fixtures/eurostar-2009/events.ndjson")
        return try Rehearsed(lines: source.split(separator: "\n").map(String.init))
    }
}
