import BenchmarkSupport
import CrisisModel
import Cryptography
import Engine
import EventCodec
import EventLog
import Evidence
import Projections
import Sentiment

/// A year of an organisation: 200 accounts, three rules, a hundred thousand posts of which many went out, stops now and
/// then, and mentions of some hundred thousand authors, sealed as the daemon does; checkpoints of its own every so often.
struct LongLog: ~Copyable {
    private static let accounts = 200
    private static let stepsPerPost = 48
    private static let stepsPerStop = 400_000
    private static let eventsPerCheckpoint: UInt64 = 250_000
    private static let secondsPerStep: Int64 = 6
    private static let start = EventTime(microsecondsSinceEpoch: 1_700_000_000_000_000)
    private static let person = Actor(kind: .person, uid: 1_000, loginUid: 1_000, name: "anna")
    private static let other = Actor(kind: .person, uid: 1_001, loginUid: 1_001, name: "ben")

    private let log: EventLog
    private let key: SigningKey
    private var batch: RecordBatch
    private var engine = Engine()
    private let space = EventCodec.EncodingSpace()
    private var mentions = SyntheticMentions(seed: 11, prefix: "m")
    private var sealer: Sealer
    private var random = LinearGenerator(state: 4711)
    private var nextCheckpoint = Self.eventsPerCheckpoint
    /// Posts whose sending was begun and that the network has yet to answer for.
    private var underWay: [(post: PostID, attempt: Int64)] = []

    /// Fills an empty state directory.
    static func make(events: Int, in directory: String) throws(BenchmarkError) {
        do throws(EventLogError) {
            let log = try EventLog.open(directory: directory + "/log", clock: .system())
            var made = LongLog(log, try key(directory, log), try Sealer(directory))
            try made.fill(events)
        } catch {
            throw BenchmarkError("the log cannot be made: \(error)")
        }
    }

    private init(_ log: EventLog, _ key: SigningKey, _ sealer: consuming Sealer) {
        self.log = log
        self.key = key
        self.sealer = sealer
        batch = log.makeBatch()
    }

    private static func key(_ directory: String, _ log: EventLog) throws(EventLogError) -> SigningKey {
        do throws(EvidenceError) {
            return try LogKey.open(
                directory: directory, name: Checkpoint.origin(identity: log.identity)
            ).signing
        } catch {
            throw EventLogError(.storeFailed, detail: "\(error)")
        }
    }

    private mutating func fill(_ events: Int) throws(EventLogError) {
        try run(
            .openLog(
                LogOpened(
                    version: "benchmark", bootID: "", epoch: 1, publicKey: key.verifier.text,
                    stateRevision: Int64(State.revision))), at: 0, .daemon)
        var step = 1
        while engine.state.lastSequence < UInt64(events) {
            try take(step)
            if engine.state.lastSequence >= nextCheckpoint { try sign(step) }
            step += 1
        }
        try sign(step)
        _ = try log.append(&batch)
    }

    private mutating func take(_ step: Int) throws(EventLogError) {
        switch step {
        case 1...Self.accounts: try run(register(step), at: step, Self.person)
        case Self.accounts + 1...Self.accounts + 3:
            try run(rule(step - Self.accounts), at: step, Self.person)
        default:
            if step % Self.stepsPerPost == 0 { try post(step) }
            if step % Self.stepsPerStop == 0 { try stopAndRelease(step) }
            for sent in underWay {
                try run(
                    .reportDispatch(sent.post, attempt: sent.attempt, .published(link: nil)), at: step,
                    .daemon)
            }
            underWay = []
            var mention = mentions.mention()
            mention.author = "author\(random.skewed(below: 400_000))"
            try run(
                .recordMention(
                    NewMention(
                        mention: mention, occurredAt: Self.time(step), known: false,
                        score: Self.score(mention.text))), at: step, Self.person)
        }
    }

    private mutating func post(_ step: Int) throws(EventLogError) {
        // Nine in ten go out within the day; the rest, some ten thousand, waits for the end of the year.
        let isSoon = random.next(below: 10) < 9
        let text = mentions.text()
        try run(
            .schedulePost(
                NewPost(
                    post: nil, account: AccountID(recorded: "account-\(1 + step % Self.accounts)"),
                    postClass: .routine, campaign: nil, text: text,
                    textHash: StateHash.sha256(Array(text.utf8)),
                    dueAt: Self.time(step).adding(seconds: isSoon ? 3_600 : 400 * 86_400))), at: step,
            Self.person)
        try run(.tick, at: step, .daemon)
    }

    private mutating func stopAndRelease(_ step: Int) throws(EventLogError) {
        let epoch = engine.state.live.highestEpoch + 1
        try run(
            .engageStop(
                StopEngaged(
                    epoch: epoch, stopID: String(repeating: "0", count: 24) + String(10_000_000 + epoch),
                    scopes: [.account(AccountID(recorded: "account-7"))], category: .standard,
                    includeCrisisStatements: false, widened: false, origin: .socket,
                    receivedAt: Self.time(step), gateClosedMicroseconds: 50, durableMicroseconds: 500,
                    durability: .durable, heldCount: 0), outside: []), at: step, Self.person)
        try run(.releaseStop(epoch: epoch, heldCount: nil), at: step, Self.person)
        try run(.releaseStop(epoch: epoch, heldCount: nil), at: step, Self.other)
    }

    /// At a place where everything is committed, as the daemon does.
    private mutating func sign(_ step: Int) throws(EventLogError) {
        nextCheckpoint += Self.eventsPerCheckpoint
        _ = try log.append(&batch)
        let head = log.head
        let event: LogCheckpointSigned
        do throws(EvidenceError) {
            let note = try Checkpoint(
                origin: Checkpoint.origin(identity: log.identity), size: head.blockCount, root: head.treeRoot
            ).signed(with: key).text
            event = LogCheckpointSigned(
                treeSize: Int64(head.blockCount), lastSequence: Int64(head.eventCount),
                root: CrisisModel.Digest(bytes: head.treeRoot.bytes) ?? .zero,
                stateHash: StateHash.of(engine.state),
                stateRevision: Int64(State.revision), reason: .timer, note: note)
        } catch {
            throw EventLogError(.storeFailed, detail: "\(error)")
        }
        try run(.noteCheckpoint(event), at: step, .daemon)
    }

    private mutating func run(_ command: Command, at step: Int, _ actor: Actor) throws(EventLogError) {
        let identified = try sealer.identify(command, engine.state)
        let events: [RecordedEvent]
        do throws(Refusal) {
            events = try engine.decide(
                identified, CommandContext(realm: .live, at: Self.time(step), actor: actor))
        } catch {
            throw EventLogError(.storeFailed, detail: "a command was refused: \(error)")
        }
        for event in events {
            if case .postDispatchStarted(let started) = event.event {
                underWay.append((started.post, started.attempt))
            }
            try EventCodec.append(try sealer.seal(event), to: &batch, using: space)
        }
        // Mostly bursts, now and then one command by itself.
        if batch.count >= 256 || random.next(below: 200) == 0 { _ = try log.append(&batch) }
    }

    private func register(_ step: Int) -> Command {
        .registerAccount(
            AccountRegistered(
                account: AccountID(recorded: "account-\(step)"), network: NetworkID(recorded: "webhook"),
                handle: "@a\(step)", unit: UnitID(recorded: "rail"), endpoint: "https://example.org/post"))
    }

    private func rule(_ number: Int) -> Command {
        .adoptRule(
            RuleAdopted(
                rule: RuleID(recorded: "rule-\(number)"), version: 0, kind: "count",
                unit: UnitID(recorded: "rail"), windowMinutes: 60 * Int64(number), threshold: 40_000,
                minimumAuthors: 10, scoreBelow: 0, holdClasses: [.routine], alert: true))
    }

    private static func time(_ step: Int) -> EventTime {
        start.adding(seconds: Int64(step) * secondsPerStep)
    }

    private static func score(_ text: String) -> SentimentScored {
        let score = Scorer.shipped.score(text)
        return SentimentScored(
            mention: 0, scorer: Scorer.shipped.name, version: Scorer.shipped.version,
            label: score.valence < -200 ? .negative : score.valence > 200 ? .positive : .neutral,
            valence: Int64(score.valence), confidence: Int64(score.confidence))
    }
}

/// The same numbers each time.
struct LinearGenerator {
    var state: UInt64

    mutating func next(below bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }

    /// Few write much, many once.
    mutating func skewed(below bound: UInt64) -> UInt64 {
        min(next(below: bound), next(below: bound))
    }
}
