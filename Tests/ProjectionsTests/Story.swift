import CrisisModel
import Engine
import EventCodec
import EventLog
import Projections

/// A random but sensible stretch of work on a live realm and a drill, written to a real log as the daemon writes it.
struct Story {
    var random: SeededGenerator
    var engine = Engine()
    /// What the index of mentions would answer.
    var known = Known()
    private(set) var events: [RecordedEvent] = []
    private var now = EventTime(microsecondsSinceEpoch: 1_261_000_000_000_000)

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static func person(_ uid: UInt32) -> Actor {
        Actor(kind: .person, uid: uid, loginUid: uid, name: "person-\(uid)")
    }

    mutating func run(_ command: Command, realm: RealmID = .live, by actor: Actor = person(1001)) {
        let at = realm.isLive ? now : (engine.state.drills[Int64(realm.number)]?.clock ?? now)
        let context = CommandContext(
            realm: realm, at: at, actor: actor,
            clientID: Bool.random(using: &random) ? "c\(engine.state.lastSequence)" : nil
        )
        guard let made = try? engine.decide(command, context) else { return }
        for event in made { known.apply(event) }
        events += made
    }

    mutating func open() {
        run(.openLog(LogOpened(version: "1", bootID: "b", epoch: 1)), by: .daemon)
        for realm in [RealmID.live, RealmID(1)] {
            if !realm.isLive { run(.startDrill(name: "d", scenario: nil, clockStart: now)) }
            for (account, unit) in [("a", "rail"), ("b", "bus")] {
                run(
                    .registerAccount(
                        AccountRegistered(
                            account: AccountID(recorded: account), network: NetworkID(recorded: "n"),
                            handle: "@\(account)",
                            unit: UnitID(recorded: unit)
                        )
                    ), realm: realm
                )
            }
            run(
                .adoptRule(
                    RuleAdopted(
                        rule: RuleID(recorded: "angry"), version: 0, kind: "count", windowMinutes: 60,
                        threshold: 4,
                        minimumAuthors: 2, scoreBelow: -100, holdClasses: [.routine, .campaign], alert: true
                    )
                ), realm: realm
            )
        }
    }

    mutating func step(_ number: Int) {
        now = now.adding(seconds: .random(in: 0...20, using: &random))
        let realm = Bool.random(using: &random) ? RealmID.live : RealmID(1)
        let here = engine.state.realms[realm] ?? RealmState(id: realm)
        let at = realm.isLive ? now : here.at
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1, 2: run(post(number, at), realm: realm)
        case 3, 4, 5: run(mention(number, at, realm), realm: realm)
        case 6:
            run(
                realm.isLive ? .tick : .advanceDrill(1, to: at.adding(seconds: 30)), realm: realm, by: .daemon
            )
        case 7:
            for post in here.posts.open.values.filter({ $0.state == .dispatching }).sorted(by: {
                $0.id < $1.id
            }) {
                run(
                    .reportDispatch(
                        post.id, attempt: post.attempt,
                        number % 3 == 0 ? .unknown(reason: "?") : .published(link: "l")), realm: realm)
            }
        case 8:
            if let stop = here.engagedStops.first {
                for uid in [UInt32(1001), 1002] {
                    run(
                        .releaseStop(epoch: stop.engaged.epoch, heldCount: nil), realm: realm,
                        by: Self.person(uid))
                }
            } else {
                run(stop(here.highestEpoch + 1), realm: realm)
            }
        default:
            if number % 5 == 0 { aboutAuthors(number) }
            if let crisis = here.openCrises.first {
                run(.dismissCrisis(crisis.number, .false, note: "räksmörgås"), realm: realm)
            }
            for post in here.posts.open.values.filter({ $0.state == .held }).sorted(by: { $0.id < $1.id })
                .prefix(
                    3)
            {
                run(.reviewPost(post.id, .move(at.adding(seconds: 60))), realm: realm)
            }
        }
    }

    /// Holds, erasures and deletions now and then.
    private mutating func aboutAuthors(_ number: Int) {
        let author = Int64.random(in: 1...max(engine.state.authors.count, 1), using: &random)
        run(.eraseAuthors([author], .request, reason: "asked for", role: "privacy"))
        if let hold = engine.state.authors.holds.keys.min() {
            run(.liftLegalHold(hold, reason: nil))
        } else {
            run(.placeLegalHold(author: number % 2 == 0 ? author : nil, reason: "court"))
        }
        if let mention = known.mentions.values.min() { run(.noteDeletion(mention: mention, reason: nil)) }
    }

    private mutating func post(_ number: Int, _ at: EventTime) -> Command {
        let text = "post \(number)"
        return .schedulePost(
            NewPost(
                post: number % 4 == 0 ? nil : PostID(recorded: "q\(number)"),
                account: AccountID(recorded: number % 2 == 0 ? "a" : "b"),
                postClass: PostClass.allCases[number % 5],
                campaign: number % 3 == 0 ? CampaignID(recorded: "x") : nil, text: text,
                textHash: StateHash.sha256(Array(text.utf8)),
                dueAt: at.adding(seconds: .random(in: 1...600, using: &random))
            )
        )
    }

    private mutating func mention(_ number: Int, _ at: EventTime, _ realm: RealmID) -> Command {
        let source = SourceID(recorded: "feed")
        let valence: Int64 = number % 3 == 0 ? 400 : -500
        // As sealed: nothing in the clear, and bytes that nobody reads here.
        var mention = MentionRecorded(
            source: source, id: "", author: "", text: "", mode: number % 9 == 0 ? .history : .live)
        mention.key = Self.key(mention: number / 2, in: realm)
        let tag = Self.tag(author: number % 7, in: realm)
        let author = known.authors[tag].flatMap { engine.state.authors.isErased($0) ? nil : $0 }
        mention.authorNumber = author ?? engine.state.authors.count + 1
        mention.sealed = Array("sealed Züge \(number)".utf8)
        return .recordMention(
            NewMention(
                mention: mention,
                occurredAt: at.adding(seconds: -Int64.random(in: 0...900, using: &random)),
                known: known.mentions[mention.key] != nil,
                score: SentimentScored(
                    mention: 0, scorer: "linear", version: "1", label: valence < 0 ? .negative : .positive,
                    valence: valence,
                    confidence: 900
                ),
                newAuthorTag: author == nil ? tag : nil
            )
        )
    }

    static func key(mention: Int, in realm: RealmID) -> KeyedHash { hash("mention \(mention)", realm) }
    static func tag(author: Int, in realm: RealmID) -> KeyedHash { hash("author \(author)", realm) }

    private static func hash(_ text: String, _ realm: RealmID) -> KeyedHash {
        let words = StateHash.sha256(Array("\(realm) \(text)".utf8)).words
        return KeyedHash(high: words.0, low: words.1)
    }

    private func stop(_ epoch: Int64) -> Command {
        .engageStop(
            StopEngaged(
                epoch: epoch, stopID: "s\(epoch)",
                scopes: epoch % 2 == 0 ? [.all] : [.account(AccountID(recorded: "a"))],
                category: .standard, includeCrisisStatements: epoch % 3 == 0, widened: false, origin: .socket,
                receivedAt: now,
                gateClosedMicroseconds: 12, durability: .durable, heldCount: 0
            ), outside: []
        )
    }

    /// The whole story.
    static func told(seed: UInt64, steps: Int) -> Story {
        var story = Story(seed: seed)
        story.open()
        for number in 0..<steps { story.step(number) }
        return story
    }
}

/// The index of mentions as dictionaries.
struct Known {
    private(set) var mentions: [KeyedHash: UInt64] = [:]
    private(set) var authors: [KeyedHash: Int64] = [:]

    mutating func apply(_ recorded: RecordedEvent) {
        switch recorded.event {
        case .mentionRecorded(let mention): mentions[mention.key] = recorded.envelope.sequence
        case .authorKeyAssigned(let assigned): authors[assigned.tag] = assigned.author
        default: break
        }
    }
}

extension EventLog {
    /// Opened as small as a test needs it.
    static func small(_ folder: TemporaryFolder, readOnly: Bool = false) throws -> EventLog {
        try EventLog.open(
            directory: folder.path + "/log",
            options: EventLogOptions(access: readOnly ? .readOnly : .readWrite, reserveBytes: 0),
            clock: .system()
        )
    }

    /// In commits of random sizes.
    func write(_ events: [RecordedEvent], _ random: inout SeededGenerator) throws {
        var rest = events[...]
        while !rest.isEmpty {
            var batch = makeBatch()
            let part = rest.prefix(Int.random(in: 1...40, using: &random))
            for event in part { try EventCodec.append(event, to: &batch) }
            try append(&batch)
            rest = rest.dropFirst(part.count)
        }
    }
}
