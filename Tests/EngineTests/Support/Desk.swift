import CrisisModel
import Engine
import Testing

/// A small organisation at its desk: builds commands, keeps what the engine recorded, and says what was refused.
struct Desk {
    static let start = EventTime(microsecondsSinceEpoch: 1_261_000_000_000_000)
    static let ana = Actor(kind: .person, uid: 1001, loginUid: 1001, name: "ana")
    static let ben = Actor(kind: .person, uid: 1002, loginUid: 1002, name: "ben")

    private(set) var engine = Engine()
    private(set) var log: [RecordedEvent] = []
    var now = Desk.start
    var realm = RealmID.live
    private var nextEpoch: Int64 = 0
    private var nextMention = 0
    private var authors = AuthorRegistry()

    /// What it had before the first command: nothing, or a few accounts.
    init(accounts: [String] = ["uk"], network: String = "net", unit: String? = nil) {
        for account in accounts { register(account, network: network, unit: unit) }
    }

    var state: State { engine.state }
    var live: RealmState { engine.state.live }
    var here: RealmState { engine.state.realms[realm] ?? RealmState(id: realm) }

    // MARK: Asking

    mutating func attempt(
        _ command: Command, by actor: Actor = Desk.ana, clientID: String? = nil
    ) throws(Refusal) -> [RecordedEvent] {
        let events = try engine.decide(
            authors.complete(command, in: realm, state.authors),
            CommandContext(realm: realm, at: now, actor: actor, clientID: clientID)
        )
        log += events
        return events
    }

    /// Must be accepted.
    @discardableResult
    mutating func run(
        _ command: Command, by actor: Actor = Desk.ana, sourceLocation: SourceLocation = #_sourceLocation
    ) -> [CrisisEvent] {
        do throws(Refusal) {
            return try attempt(command, by: actor).map(\.event)
        } catch {
            Issue.record("\(command) was refused: \(error)", sourceLocation: sourceLocation)
            return []
        }
    }

    /// Why it is refused; nil when it is not.
    mutating func refusal(of command: Command, by actor: Actor = Desk.ana, clientID: String? = nil) -> Refusal
        .Code?
    {
        do throws(Refusal) {
            _ = try attempt(command, by: actor, clientID: clientID)
            return nil
        } catch {
            return error.code
        }
    }

    /// Lets the realm's clock go on, and does what falls due until nothing more is due.
    @discardableResult
    mutating func wait(_ seconds: Int64) -> [CrisisEvent] {
        now = now.adding(seconds: seconds)
        return tick()
    }

    @discardableResult
    mutating func tick() -> [CrisisEvent] {
        var all: [CrisisEvent] = []
        while true {
            let events = run(.tick, by: .daemon)
            if events.isEmpty { return all }
            all += events
        }
    }

    // MARK: Commands in short

    static func hash(_ text: String) -> Digest {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Digest(words: (hash, UInt64(text.utf8.count), 0, 0))
    }

    mutating func register(_ account: String, network: String = "net", unit: String? = nil) {
        run(
            .registerAccount(
                AccountRegistered(
                    account: AccountID(recorded: account), network: NetworkID(recorded: network),
                    handle: "@\(account)",
                    unit: unit.map { UnitID(recorded: $0) }
                )
            )
        )
    }

    static func newPost(
        _ id: String?, account: String = "uk", class postClass: PostClass = .routine, campaign: String? = nil,
        text: String = "hello", dueAt: EventTime
    ) -> Command {
        .schedulePost(
            NewPost(
                post: id.map { PostID(recorded: $0) }, account: AccountID(recorded: account),
                postClass: postClass,
                campaign: campaign.map { CampaignID(recorded: $0) }, text: text, textHash: hash(text),
                dueAt: dueAt
            )
        )
    }

    @discardableResult
    mutating func schedule(
        _ id: String, account: String = "uk", class postClass: PostClass = .routine, campaign: String? = nil,
        text: String = "hello", in seconds: Int64 = 3600
    ) -> [CrisisEvent] {
        run(
            Self.newPost(
                id, account: account, class: postClass, campaign: campaign, text: text,
                dueAt: now.adding(seconds: seconds)
            )
        )
    }

    static func edit(_ id: String, _ text: String) -> Command {
        .editPost(PostID(recorded: id), text: text, textHash: hash(text))
    }

    static func stopEvent(
        epoch: Int64, scopes: [StopScope] = [.all], includeCrisisStatements: Bool = false
    ) -> StopEngaged {
        StopEngaged(
            epoch: epoch, stopID: "stop-\(epoch)", scopes: scopes, category: .standard,
            includeCrisisStatements: includeCrisisStatements, widened: false, origin: .socket,
            receivedAt: start,
            gateClosedMicroseconds: 30, durability: .durable, heldCount: 0
        )
    }

    /// Engages a stop and answers with its number. The gate numbers live stops.
    @discardableResult
    mutating func stop(_ scopes: [StopScope] = [.all], includeCrisisStatements: Bool = false) -> Int64 {
        nextEpoch = max(nextEpoch, here.highestEpoch) + 1
        run(
            .engageStop(
                Self.stopEvent(
                    epoch: nextEpoch, scopes: scopes, includeCrisisStatements: includeCrisisStatements),
                outside: []
            )
        )
        return nextEpoch
    }

    mutating func release(_ epoch: Int64) {
        run(.releaseStop(epoch: epoch, heldCount: nil), by: Self.ana)
        run(.releaseStop(epoch: epoch, heldCount: nil), by: Self.ben)
    }

    static func configuration(
        persons: Int64 = 2, window: Int64 = 900, delay: Int64 = 600, grace: Int64 = 60
    ) -> Command {
        .applyConfiguration(
            ConfigurationApplied(
                text: "release: \(persons)", textHash: hash("\(persons) \(window) \(delay) \(grace)"),
                releasePersons: persons, releaseWindowSeconds: window, releaseDelaySeconds: delay,
                overdueGraceSeconds: grace, releasers: ["ana", "ben"]
            )
        )
    }

    static func rule(
        _ name: String = "angry", threshold: Int64 = 3, authors: Int64 = 1, minutes: Int64 = 60,
        unit: String? = nil,
        account: String? = nil, holds: [PostClass] = [.routine, .campaign, .paid], alert: Bool = true
    ) -> Command {
        .adoptRule(
            RuleAdopted(
                rule: RuleID(recorded: name), version: 0, kind: "count",
                unit: unit.map { UnitID(recorded: $0) },
                account: account.map { AccountID(recorded: $0) }, windowMinutes: minutes,
                threshold: threshold,
                minimumAuthors: authors, scoreBelow: 0, holdClasses: holds, alert: alert
            )
        )
    }

    static func mention(
        _ id: String, author: String? = nil, unit: String? = nil, account: String? = nil,
        valence: Int64 = -500,
        mode: IntakeMode = .live, at time: EventTime, known: Bool = false
    ) -> Command {
        .recordMention(
            NewMention(
                mention: MentionRecorded(
                    source: SourceID(recorded: "feed"), id: id,
                    account: account.map { AccountID(recorded: $0) },
                    unit: unit.map { UnitID(recorded: $0) }, author: author ?? "author-\(id)",
                    text: "text \(id)", mode: mode
                ),
                occurredAt: time, known: known,
                score: SentimentScored(
                    mention: 0, scorer: "linear", version: "1",
                    label: valence < 0 ? .negative : (valence > 0 ? .positive : .neutral), valence: valence,
                    confidence: 900
                )
            )
        )
    }

    @discardableResult
    mutating func hear(
        _ count: Int = 1, unit: String? = nil, account: String? = nil, valence: Int64 = -500,
        mode: IntakeMode = .live,
        at time: EventTime? = nil
    ) -> [CrisisEvent] {
        (0..<count).flatMap { _ in
            nextMention += 1
            return run(
                Self.mention(
                    "m\(nextMention)", unit: unit, account: account, valence: valence, mode: mode,
                    at: time ?? now
                ), by: Actor(kind: .inject, name: "import")
            )
        }
    }

    // MARK: Looking

    func post(_ id: String) -> Post? { here.posts[PostID(recorded: id)] }
    func postState(_ id: String) -> Post.State? { post(id)?.state }
    func posts(_ state: Post.State) -> [String] {
        here.posts.filter { $0.state == state }.map(\.id.text).sorted()
    }
}

extension [CrisisEvent] {
    var kinds: [EventKind] { map(\.kind) }

    /// The posts sent, in order.
    var dispatched: [String] {
        compactMap { event in
            guard case .postDispatchStarted(let started) = event else { return nil }
            return started.post.text
        }
    }

    /// The posts named in holds, in order.
    var held: [String] {
        flatMap { event -> [String] in
            guard case .postHeld(let held) = event else { return [] }
            return held.posts.map(\.text)
        }
    }

    var missed: [String] {
        flatMap { event -> [String] in
            guard case .postMissed(let missed) = event else { return [] }
            return missed.posts.map(\.text)
        }
    }

    var returned: [String] {
        flatMap { event -> [String] in
            guard case .postReturned(let returned) = event else { return [] }
            return returned.posts.map(\.text)
        }
    }
}
