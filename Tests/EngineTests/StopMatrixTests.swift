import CrisisModel
import Engine
import Testing

/// The table of classes under a stop, each class against each level, and the stop's own promises.
@Suite("Stop")
struct StopMatrixTests {
    enum Level: String, CaseIterable, CustomTestStringConvertible {
        case none, ruleHold, ruleHoldWithService, stop, stopWithCrisisStatements, lowered
        var testDescription: String { rawValue }
    }

    /// Whether a post goes out, by the table; a crisis statement stands for one that is declared and approved.
    private static func passes(_ postClass: PostClass, _ level: Level) -> Bool {
        switch (level, postClass) {
        case (.none, _): true
        case (.ruleHold, .routine), (.ruleHold, .campaign), (.ruleHold, .paid): false
        case (.ruleHold, .service), (.ruleHold, .crisis): true
        case (.ruleHoldWithService, .crisis): true
        case (.ruleHoldWithService, _): false
        case (.stop, .crisis), (.lowered, .crisis): true
        case (.stop, _), (.lowered, _), (.stopWithCrisisStatements, _): false
        }
    }

    private static func bring(_ desk: inout Desk, to level: Level) {
        switch level {
        case .none: break
        case .ruleHold: desk.hear(3)
        case .ruleHoldWithService: desk.hear(3)
        case .stop: desk.stop()
        case .stopWithCrisisStatements: desk.stop(includeCrisisStatements: true)
        case .lowered:
            let epoch = desk.stop(includeCrisisStatements: true)
            desk.run(.lowerStop(epoch: epoch))
        }
    }

    @Test(
        "Each class under each level goes out or is held as the table says, scheduled before it or under it",
        arguments: PostClass.allCases, Level.allCases
    )
    func matrix(postClass: PostClass, level: Level) {
        for isScheduledFirst in [true, false] {
            var desk = Desk()
            let services: [PostClass] = level == .ruleHoldWithService ? [.service] : []
            desk.run(Desk.rule(holds: [.routine, .campaign, .paid] + services))
            if isScheduledFirst { desk.schedule("p", class: postClass) }
            Self.bring(&desk, to: level)
            if !isScheduledFirst { desk.schedule("p", class: postClass) }
            if postClass == .crisis {
                desk.run(.declareCrisis(reason: nil))
                desk.run(.approvePost("p"))
            }
            let events = desk.wait(3600)
            let passes = Self.passes(postClass, level)
            #expect(events.dispatched == (passes ? ["p"] : []), "\(postClass) \(level)")
            #expect(desk.postState("p") == (passes ? .dispatching : .held), "\(postClass) \(level)")
        }
    }

    @Test(
        "A crisis statement needs a declared crisis, an approval of this very text, and that after the stop")
    func statementNeedsAll() {
        struct Case {
            var isDeclared: Bool, isApproved: Bool, isBeforeTheStop: Bool, isEdited: Bool
        }
        for bits in 0..<16 {
            let setup = Case(
                isDeclared: bits & 1 != 0, isApproved: bits & 2 != 0, isBeforeTheStop: bits & 4 != 0,
                isEdited: bits & 8 != 0
            )
            var desk = Desk()
            desk.schedule("s", class: .crisis)
            if setup.isApproved, setup.isBeforeTheStop { desk.run(.approvePost("s")) }
            desk.stop()
            if setup.isApproved, !setup.isBeforeTheStop { desk.run(.approvePost("s")) }
            if setup.isDeclared { desk.run(.declareCrisis(reason: nil)) }
            if setup.isEdited { desk.run(Desk.edit("s", "hello again")) }
            let isSent = desk.wait(3600).dispatched == ["s"]
            let mayPass = setup.isDeclared && setup.isApproved && !setup.isBeforeTheStop && !setup.isEdited
            #expect(isSent == mayPass, "\(setup)")
        }
    }

    @Test("An edit voids an approval, also when the old text comes back; a new approval counts again")
    func editVoids() {
        var desk = Desk()
        desk.schedule("s", class: .crisis, text: "one")
        desk.stop()
        desk.run(.declareCrisis(reason: nil))
        #expect(desk.run(.approvePost("s")).returned == ["s"])
        #expect(desk.run(Desk.edit("s", "two")).kinds == [.postEdited, .postApprovalVoided, .postHeld])
        #expect(desk.run(Desk.edit("s", "one")).kinds == [.postEdited])
        #expect(desk.postState("s") == .held && desk.post("s")?.approval == nil)
        #expect(desk.run(.approvePost("s")).returned == ["s"])
        #expect(desk.wait(3600).dispatched == ["s"])
    }

    @Test("A second stop asks for a second approval")
    func secondStop() {
        var desk = Desk()
        desk.schedule("s", class: .crisis)
        desk.stop()
        desk.run(.declareCrisis(reason: nil))
        desk.run(.approvePost("s"))
        desk.stop()
        #expect(desk.postState("s") == .held)
        #expect(desk.wait(60).isEmpty)
        #expect(desk.run(.approvePost("s")).returned == ["s"])
    }

    @Test("When the crisis ends, the exception ends with it", arguments: [true, false])
    func exceptionEnds(isDismissed: Bool) {
        var desk = Desk()
        desk.schedule("s", class: .crisis)
        desk.stop()
        desk.run(.declareCrisis(reason: nil))
        desk.run(.approvePost("s"))
        desk.run(isDismissed ? .dismissCrisis(1, .false, note: nil) : .closeCrisis(1, reason: nil))
        let events = desk.wait(3600)
        #expect(events.dispatched.isEmpty)
        #expect(events.held == ["s"])
    }

    @Test("Only persons approve, release and lower: no daemon, no import, and no persona in the live realm")
    func onlyPersons() {
        var desk = Desk()
        desk.schedule("s", class: .crisis)
        let epoch = desk.stop(includeCrisisStatements: true)
        for actor in [
            Actor.daemon, Actor(kind: .inject, name: "import"), Actor(kind: .persona, uid: 1, name: "ana"),
        ] {
            #expect(desk.refusal(of: .approvePost("s"), by: actor) == .needsAnotherPerson)
            #expect(
                desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil), by: actor) == .needsAnotherPerson
            )
            #expect(desk.refusal(of: .lowerStop(epoch: epoch), by: actor) == .needsAnotherPerson)
        }
    }

    @Test(
        "A statement whose stop was released waits for review; a later stop elsewhere does not bring it back")
    func releasedStatementIsReviewed() {
        var desk = Desk(accounts: ["uk", "fr"])
        desk.schedule("s", class: .crisis)
        let first = desk.stop()
        desk.run(.approvePost("s"))
        desk.release(first)
        desk.stop([.account("fr")])
        #expect(desk.run(.declareCrisis(reason: nil)).returned.isEmpty)
        #expect(desk.postState("s") == .held)
        #expect(desk.run(.reviewPost("s", .keep)).returned == ["s"])
    }

    @Test("A post scheduled under a stop is accepted as held, and the record says by which")
    func scheduledUnderStop() {
        var desk = Desk()
        let epoch = desk.stop()
        let events = desk.schedule("p")
        #expect(events.kinds == [.postScheduled, .postHeld])
        #expect(desk.post("p")?.holdEpoch == epoch && desk.post("p")?.holdCause == .stop)
    }

    @Test("Ten thousand posts on 200 accounts, a stop, seven days: nothing is sent after it")
    func tenThousand() {
        var desk = Desk(accounts: (0..<200).map { "a\($0)" })
        for number in 0..<10_000 {
            let postClass = PostClass.allCases[number % 5]
            desk.schedule(
                "q\(number)", account: "a\(number % 200)", class: postClass,
                in: 60 * Int64(number % 9_000 + 1))
        }
        let beforeStop = (0..<10).map { _ in desk.wait(60).dispatched.count }.reduce(0, +)
        #expect(beforeStop == 20, "two posts in each of the first ten minutes")
        let sequence = desk.log.count
        let epoch = desk.stop()
        for _ in 0..<(7 * 24 * 4) { desk.wait(900) }
        let after = desk.log[sequence...].map(\.event)
        #expect(after.dispatched.isEmpty)
        #expect(desk.posts(.held).count == 10_000 - beforeStop)
        #expect(desk.live.stops[epoch]?.engaged.heldCount == Int64(10_000 - beforeStop))
    }

    @Test("One event holds many posts: its list and its count are those of the state, before and after")
    func oneEventHoldsMany() throws {
        var desk = Desk(accounts: ["uk", "fr"])
        for number in 0..<300 { desk.schedule("p\(number)", account: number % 3 == 0 ? "fr" : "uk") }
        let preview = desk.engine.previewStop(Desk.stopEvent(epoch: 1, scopes: [.account("uk")])).new.map(
            \.text)
        let before = desk.posts(.scheduled)
        let epoch = desk.stop([.account("uk")])
        let holds = desk.log.filter { $0.event.kind == .postHeld }
        #expect(holds.count == 1)
        let held = holds.map(\.event).held
        #expect(held == preview && held.count == 200)
        #expect(Set(held) == Set(desk.posts(.held)))
        #expect(Set(before) == Set(held + desk.posts(.scheduled)))
        #expect(desk.live.stops[epoch]?.engaged.heldCount == 200)
    }

    @Test("A stop of more posts than one event can name holds all of them")
    func moreThanOneEvent() {
        var desk = Desk()
        let count = EngineLimits.postsPerEventMax + 1
        for number in 0..<count { desk.schedule("p\(number)") }
        desk.stop()
        #expect(desk.posts(.held).count == count)
        #expect(desk.log.filter { $0.event.kind == .postHeld }.count == 2)
    }

    @Test(
        "A scope holds what it names and nothing else",
        arguments: [
            ("all", ["c", "f", "p", "u"]), ("account:fr", ["f"]), ("network:face", ["f"]),
            ("campaign:xmas", ["c"]),
            ("class:paid", ["p"]), ("network:net", ["c", "p", "u"]),
        ]
    )
    func scopes(text: String, held: [String]) throws {
        var desk = Desk()
        desk.register("fr", network: "face")
        desk.schedule("u")
        desk.schedule("f", account: "fr")
        desk.schedule("c", class: .campaign, campaign: "xmas")
        desk.schedule("p", class: .paid)
        desk.stop([try #require(StopScope(text))])
        #expect(desk.posts(.held) == held)
        let sent = desk.wait(3600).dispatched.sorted()
        #expect(sent == ["c", "f", "p", "u"].filter { !held.contains($0) })
    }

    @Test("A stop that names no scope stops everything")
    func noScope() {
        var desk = Desk()
        desk.schedule("p")
        desk.stop([])
        #expect(desk.postState("p") == .held)
        #expect(desk.live.stops[1]?.engaged.scopes == [.all])
    }

    @Test("Stops repeat harmlessly; a post goes out only when none covers it")
    func repeatedStops() {
        var desk = Desk()
        desk.schedule("p")
        let first = desk.stop()
        let second = desk.stop([.account("uk")])
        #expect(desk.refusal(of: .engageStop(Desk.stopEvent(epoch: second), outside: [])) == .alreadyDone)
        desk.release(first)
        #expect(desk.refusal(of: .reviewPost("p", .keep)) == .stopped)
        #expect(desk.refusal(of: .reviewPost("p", .move(desk.now.adding(seconds: 60)))) == .stopped)
        desk.release(second)
        desk.run(.reviewPost("p", .keep))
        #expect(desk.wait(3600).dispatched == ["p"])
    }

    @Test("Everything told of a stop hangs on it: holds, task and alert, in one command")
    func oneCommand() throws {
        var desk = Desk()
        desk.schedule("p")
        let from = desk.log.count
        desk.stop()
        let events = desk.log[from...]
        #expect(events.map(\.event.kind) == [.stopEngaged, .postHeld, .taskOpened, .alertRaised])
        let stop = try #require(events.first).envelope.sequence
        #expect(
            events.dropFirst().allSatisfy { $0.envelope.causation == stop && $0.envelope.correlation == stop }
        )
    }

    @Test("What was on its way when the stop came is named by it, and never reported as stopped")
    func inFlight() {
        var desk = Desk()
        for id in ["a", "b", "c"] { desk.schedule(id, in: 10) }
        desk.wait(10)
        desk.schedule("d")
        let epoch = desk.stop()
        #expect(desk.live.stops[epoch]?.inFlight.map(\.text) == ["a", "b", "c"])
        #expect(desk.posts(.held) == ["d"])
        desk.run(.reportDispatch("a", attempt: 1, .published(link: "https://x/1")))
        desk.run(.reportDispatch("b", attempt: 1, .blocked(reason: "gate")))
        let unknown = desk.run(.reportDispatch("c", attempt: 1, .unknown(reason: "no answer")))
        #expect(unknown.kinds == [.postOutcomeUnknown, .taskOpened, .alertRaised])
        #expect(
            desk.postState("a") == .published && desk.postState("b") == .held
                && desk.postState("c") == .unknown)
        #expect(desk.post("b")?.holdEpoch == epoch)
    }
}
