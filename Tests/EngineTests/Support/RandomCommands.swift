import CrisisModel
import Engine

/// Commands as a careless world would give them: mostly sensible, often wrong, in any realm, by anybody.
struct RandomCommands {
    var random: SeededGenerator
    private var now = Desk.start
    private var nextEpoch: Int64 = 1
    private var mention = 0
    private var authors = AuthorRegistry()
    /// What comes first, so that there is somewhere to post; the last first.
    private var opening: [(Command, RealmID)] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        func accounts(_ realm: RealmID) -> [(Command, RealmID)] {
            [("a", "n1", "rail"), ("b", "n1", nil), ("c", "n2", "bus")].map { name, network, unit in
                let account = AccountRegistered(
                    account: AccountID(recorded: name), network: NetworkID(recorded: network), handle: "@x",
                    unit: unit.map { UnitID(recorded: $0) }
                )
                return (.registerAccount(account), realm)
            }
        }
        let drill = Command.startDrill(
            name: "d1", scenario: nil, clockStart: Desk.start.adding(seconds: -86_400))
        let rule = Desk.rule("r1", threshold: 3, unit: "rail")
        opening =
            accounts(RealmID(1)) + [(rule, RealmID(1)), (drill, .live), (rule, .live)] + accounts(.live)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func actor(in realm: RealmID) -> Actor {
        let people = [Desk.ana, Desk.ben, Actor(kind: .person, uid: 1003, name: "cy")]
        if chance(5) { return Actor(kind: .inject, name: "inject") }
        if !realm.isLive, chance(50) {
            return Actor(kind: .persona, uid: 1001, name: pick(["officer", "lead"]))
        }
        return pick(people)
    }

    /// A command and what surrounds it. The live clock goes on; a drill's is its own.
    mutating func next(for state: State) -> (Command, CommandContext) {
        now = now.adding(
            seconds: chance(4) ? .random(in: 0...900, using: &random) : .random(in: 0...12, using: &random))
        if let (command, realm) = opening.popLast() {
            let at = realm.isLive ? now : (state.drills[Int64(realm.number)]?.clock ?? now)
            return (command, CommandContext(realm: realm, at: at, actor: Desk.ana))
        }
        let drills = state.drills.values.filter { !$0.ended }.map { RealmID(UInt32($0.started.drill)) }
            .sorted()
        let realm = chance(45) && !drills.isEmpty ? pick(drills) : .live
        let at = realm.isLive ? now : (state.drills[Int64(realm.number)]?.clock ?? now)
        var context = CommandContext(
            realm: realm, at: at, actor: actor(in: realm),
            clientID: chance(10) ? "c\(Int.random(in: 0...60, using: &random))" : nil,
            clockClamped: chance(3)
        )
        let command = authors.complete(command(for: state, realm, at), in: realm, state.authors)
        if Self.isTheDaemons(command) { context.actor = .daemon }
        return (command, context)
    }

    private mutating func command(for state: State, _ realm: RealmID, _ at: EventTime) -> Command {
        let here = state.realms[realm] ?? RealmState(id: realm)
        switch Int.random(in: 0..<104, using: &random) {
        case 0..<18: return newPost(at)
        case 18..<34: return hear(at)
        case 34..<54: return realm.isLive ? .tick : advance(realm, here, at)
        case 54..<64: return report(here)
        case 64..<78: return aboutPosts(here, at)
        case 78..<88: return aboutStops(here)
        case 88..<94: return aboutCrises(here)
        case 94..<98: return aboutRecord(state)
        default: return rare(state, here, at)
        }
    }

    /// To the next due time, or somewhere else.
    private mutating func advance(_ realm: RealmID, _ here: RealmState, _ at: EventTime) -> Command {
        let due = here.nextDue.map { max($0.dueAt, at) }
        let time = chance(60) ? due : nil
        return .advanceDrill(
            Int64(realm.number), to: time ?? at.adding(seconds: .random(in: -5...300, using: &random)))
    }

    private mutating func postID() -> PostID {
        PostID(recorded: "p\(Int.random(in: 0...25, using: &random))")
    }
    private mutating func account() -> AccountID { pick(["a", "b", "c", "ghost"]) }
    private mutating func text() -> String { pick(["one", "two", "three"]) }

    private mutating func newPost(_ at: EventTime) -> Command {
        let text = chance(3) ? "" : text()
        return .schedulePost(
            NewPost(
                post: chance(20)
                    ? nil
                    : (chance(20)
                        ? PostID(recorded: "p-\(Int.random(in: 1...9, using: &random))") : postID()),
                account: account(), postClass: pick(PostClass.allCases),
                campaign: chance(40) ? pick(["x", "y"]) : nil, text: text,
                textHash: Desk.hash(text),
                dueAt: at.adding(seconds: .random(in: -10...(chance(60) ? 400 : 9_000), using: &random))
            )
        )
    }

    private mutating func hear(_ at: EventTime) -> Command {
        mention += 1
        let age =
            chance(80) ? Int64.random(in: -10...60, using: &random) : .random(in: 0...30_000, using: &random)
        return Desk.mention(
            chance(2) ? "" : "m\(mention)", author: "w\(Int.random(in: 0...5, using: &random))",
            unit: chance(70) ? "rail" : pick(["bus", nil]), account: chance(30) ? pick(["a", "b"]) : nil,
            valence: pick([-700, -700, -700, -300, 600]), mode: chance(10) ? .history : .live,
            at: at.adding(seconds: -age), known: chance(3)
        )
    }

    private mutating func report(_ here: RealmState) -> Command {
        let moving = here.posts.open.values.filter { $0.state == .dispatching }.sorted { $0.id < $1.id }
        guard !moving.isEmpty, chance(95) else {
            return .reportDispatch(postID(), attempt: 1, .published(link: nil))
        }
        let post = pick(moving)
        let outcomes: [DispatchOutcome] = [
            .published(link: "https://x/\(post.id)"), .failed(reason: "500"), .unknown(reason: "no answer"),
            .blocked(reason: "gate"),
        ]
        return .reportDispatch(post.id, attempt: chance(90) ? post.attempt : post.attempt + 1, pick(outcomes))
    }

    private mutating func aboutPosts(_ here: RealmState, _ at: EventTime) -> Command {
        let known = here.posts.filter { _ in true }.map(\.id).sorted()
        let id = known.isEmpty || chance(20) ? postID() : pick(known)
        let text = text()
        if chance(50), let command = decision(here, at) { return command }
        switch Int.random(in: 0..<9, using: &random) {
        case 0: return .editPost(id, text: text, textHash: Desk.hash(text))
        case 1: return .approvePost(id)
        case 2: return .holdPosts([id, postID()], reason: nil)
        case 3: return .unholdPost(id)
        case 4: return .cancelPosts(chance(50) ? [id] : [], scopes: chance(20) ? [scope()] : [], reason: nil)
        case 5: return .reviewPost(id, .keep)
        case 6: return .reviewPost(id, .move(at.adding(seconds: .random(in: -10...900, using: &random))))
        case 7: return .reviewPost(id, chance(10) ? .cancel : .keep)
        default: return .resolvePost(id, pick([.published, .notPublished]), note: nil)
        }
    }

    /// What a person who looks at the list would decide next.
    private mutating func decision(_ here: RealmState, _ at: EventTime) -> Command? {
        let waiting = here.posts.open.values.filter {
            [.held, .missed, .failed, .unknown].contains($0.state)
        }
        .sorted { $0.id < $1.id }
        guard !waiting.isEmpty else { return nil }
        let post = pick(waiting)
        let time = at.adding(seconds: .random(in: 1...300, using: &random))
        if post.state == .unknown {
            return .resolvePost(post.id, pick([.published, .notPublished]), note: nil)
        }
        if post.postClass == .crisis, post.approvedEpoch == nil { return .approvePost(post.id) }
        if post.holdCause == .person { return .unholdPost(post.id) }
        return .reviewPost(post.id, post.dueAt > at ? .keep : .move(time))
    }

    private mutating func scope() -> StopScope {
        pick([
            .all, .account("a"), .account("b"), .network("n2"), .campaign("x"), .postClass(.paid),
            .postClass(.crisis), .account("ghost"),
        ])
    }

    private mutating func aboutStops(_ here: RealmState) -> Command {
        let epoch =
            here.engagedStops.isEmpty || chance(10)
            ? Int64.random(in: 0...5, using: &random) : pick(here.engagedStops).engaged.epoch
        let held = here.stops[epoch].map { Int64(here.heldPosts(coveredBy: $0).count) }
        if here.engagedStops.count > 1, chance(60) { return .releaseStop(epoch: epoch, heldCount: held) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0 where here.engagedStops.count < 3:
            nextEpoch = max(nextEpoch, here.highestEpoch + (chance(90) ? 1 : 0))
            let scopes = chance(5) ? [] : (0...Int.random(in: 0...1, using: &random)).map { _ in scope() }
            let outside = chance(20) ? [OutsideItem(name: "boosted posts", owner: "ana")] : []
            return .engageStop(
                Desk.stopEvent(epoch: nextEpoch, scopes: scopes, includeCrisisStatements: chance(25)),
                outside: outside
            )
        case 2: return .lowerStop(epoch: epoch)
        case 3: return .confirmExternal(epoch: epoch, item: pick(["ads", "other"]))
        case 4:
            return .issueReceipt(
                StopReceiptIssued(epoch: epoch, heldCount: 1, blockedCount: 0, sentCount: 0, unknownCount: 0)
            )
        case 5 where chance(10): return .releaseByRecoveryCode(epoch: epoch)
        default: return .releaseStop(epoch: epoch, heldCount: chance(80) ? held : nil)
        }
    }

    private mutating func aboutCrises(_ here: RealmState) -> Command {
        let crisis =
            here.openCrises.isEmpty || chance(10)
            ? Int64.random(in: 0...9, using: &random) : pick(here.openCrises).number
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return .closeCrisis(crisis, reason: nil)
        case 1: return .dismissCrisis(crisis, .true, note: nil)
        case 2, 3: return .dismissCrisis(crisis, .false, note: "calm")
        case 4, 5: return .declareCrisis(reason: "x")
        default:
            return chance(50)
                ? .acknowledgeAlert(.random(in: 1...9, using: &random))
                : .completeTask(.random(in: 1...9, using: &random), note: nil)
        }
    }

    private mutating func rare(_ state: State, _ here: RealmState, _ at: EventTime) -> Command {
        if here.clockHeld, chance(50) { return .confirmClock }
        switch Int.random(in: 0..<15, using: &random) {
        case 0, 1, 2: return register()
        case 3: return .retireAccount(account(), reason: nil)
        case 4, 5, 6: return rule()
        case 7: return .retireRule(pick(["r1", "r2"]))
        case 8:
            return .startDrill(
                name: pick(["d1", "d2", "d3"]), scenario: nil, clockStart: Desk.start.adding(seconds: -86_400)
            )
        case 9 where chance(20): return .endDrill(.random(in: 1...5, using: &random), reason: nil)
        case 10:
            return .noteInjection(
                .random(in: 1...5, using: &random), line: .random(in: -1...9, using: &random), kind: "x")
        case 11:
            return chance(15) && !here.clockHeld ? .noteClockStep(microseconds: 9_000_000) : .confirmClock
        case 12: return Desk.configuration(persons: pick([1, 2, 2]), delay: 60, grace: pick([0, 60, 600]))
        case 13:
            return chance(20)
                ? .openLog(LogOpened(version: "1", bootID: "b", epoch: here.highestEpoch + 1)) : .testAlert
        default:
            return .reportAlert(
                .random(in: 1...5, using: &random),
                pick([
                    .attempted(channel: "m", attempt: 1), .delivered(channel: "m"), .exhausted(reason: "x"),
                ])
            )
        }
    }

    private mutating func register() -> Command {
        let account = account()
        return .registerAccount(
            AccountRegistered(
                account: account, network: account == "c" ? "n2" : pick(["n1", "n1", "n2"]), handle: "@x",
                unit: pick([nil, "rail", "bus"])
            )
        )
    }

    private mutating func rule() -> Command {
        let threshold = Int64.random(in: 0...6, using: &random)
        return Desk.rule(
            pick(["r1", "r2"]), threshold: threshold, authors: .random(in: 1...3, using: &random),
            minutes: pick([10, 60]),
            unit: pick([nil, nil, "rail"]), holds: pick([[.routine, .campaign, .paid], [.service], []]),
            alert: chance(70)
        )
    }
}
