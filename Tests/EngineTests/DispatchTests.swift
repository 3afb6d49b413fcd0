import CrisisModel
import Engine
import Testing

/// What falls due, what became of it, and what a clock in doubt does.
@Suite("Dispatch")
struct DispatchTests {
    @Test("A post goes out at its time, not before, once")
    func once() {
        var desk = Desk()
        desk.schedule("p", in: 100)
        #expect(desk.wait(99).isEmpty)
        #expect(desk.wait(1).dispatched == ["p"])
        #expect(desk.wait(1).isEmpty)
        #expect(desk.live.nextDue == nil)
    }

    @Test("Posts go out in the order of their times, a bounded number at a tick")
    func order() {
        var desk = Desk()
        let count = EngineLimits.dispatchesPerTickMax + 6
        for number in (0..<count).reversed() { desk.schedule("p\(100 + number)", in: Int64(10 + number % 7)) }
        desk.now = desk.now.adding(seconds: 20)
        let first = desk.run(.tick, by: .daemon)
        #expect(first.count == EngineLimits.dispatchesPerTickMax)
        let all = first.dispatched + desk.tick().dispatched
        #expect(all.count == count)
        let dues = all.compactMap { desk.post($0)?.dueAt }
        #expect(dues == dues.sorted())
    }

    @Test("No more posts are on their way at once than the bound; each outcome makes room for the next")
    func bound() {
        var desk = Desk()
        let count = EngineLimits.dispatchingMax + 10
        for number in 0..<count { desk.schedule("p\(1000 + number)", in: 10) }
        #expect(desk.wait(10).dispatched.count == EngineLimits.dispatchingMax)
        #expect(desk.tick().isEmpty)
        desk.run(.reportDispatch("p1000", attempt: 1, .published(link: nil)))
        desk.run(.reportDispatch("p1001", attempt: 1, .unknown(reason: "no answer")))
        #expect(desk.tick().dispatched == ["p\(1000 + count - 10)", "p\(1000 + count - 9)"])
        desk.stop()
        #expect(desk.posts(.held).count == 8)
    }

    @Test("Beyond the grace a post is missed, within it late is still sent", arguments: [0, 60, 600])
    func overdue(grace: Int64) {
        for (late, isSent) in [(grace, true), (grace + 1, false)] {
            var desk = Desk()
            desk.run(Desk.configuration(grace: grace))
            desk.schedule("p", in: 10)
            let events = desk.wait(10 + late)
            #expect(events.dispatched == (isSent ? ["p"] : []))
            #expect(events.missed == (isSent ? [] : ["p"]))
        }
    }

    @Test("A grace of any size does no harm")
    func hugeGrace() {
        var desk = Desk()
        desk.run(Desk.configuration(window: .max, delay: .max, grace: .max))
        desk.schedule("p", in: 10)
        #expect(desk.wait(1_000_000).dispatched == ["p"])
    }

    @Test("A missed post never goes out by itself; a person may give it a new time")
    func missedStays() {
        var desk = Desk()
        desk.schedule("p", in: 10)
        desk.wait(3600)
        #expect(desk.posts(.missed) == ["p"])
        #expect(desk.wait(86_400).isEmpty)
        #expect(desk.refusal(of: .reviewPost("p", .keep)) == .dueInThePast)
        desk.run(.reviewPost("p", .move(desk.now.adding(seconds: 5))))
        #expect(desk.wait(5).dispatched == ["p"])
    }

    @Test(
        "An unknown outcome opens a task and an alert, and is never sent again until a person says what became of it"
    )
    func unknown() {
        var desk = Desk()
        desk.schedule("p", in: 10)
        desk.wait(10)
        #expect(desk.refusal(of: .reportDispatch("p", attempt: 2, .published(link: nil))) == .wrongState)
        desk.run(.reportDispatch("p", attempt: 1, .unknown(reason: "no answer")))
        #expect(desk.wait(86_400).isEmpty)
        for command in [
            Command.reviewPost("p", .keep), .reviewPost("p", .move(desk.now.adding(seconds: 5))),
            .unholdPost("p"),
            .approvePost("p"), Desk.edit("p", "x"), .cancelPosts(["p"], scopes: [], reason: nil),
            .holdPosts(["p"], reason: nil),
            .reportDispatch("p", attempt: 1, .published(link: nil)), .completeTask(1, note: nil),
        ] {
            #expect(desk.refusal(of: command) == .wrongState, "\(command)")
        }
        let resolved = desk.run(.resolvePost("p", .notPublished, note: "not there"))
        #expect(resolved.kinds == [.postOutcomeResolved, .taskCompleted])
        #expect(desk.wait(3600).isEmpty, "not published is no order to publish")
        desk.run(.reviewPost("p", .move(desk.now.adding(seconds: 5))))
        #expect(desk.wait(5).dispatched == ["p"])
        #expect(desk.post("p")?.attempt == 2)
    }

    @Test("What was on its way when the daemon died is unknown at its next start, in every realm")
    func restart() {
        var desk = Desk()
        desk.schedule("p", in: 10)
        desk.wait(10)
        desk.run(.startDrill(name: "d", scenario: nil, clockStart: Desk.start))
        desk.realm = RealmID(1)
        let drillTime = Desk.start
        (desk.now, desk.realm) = (drillTime, RealmID(1))
        desk.register("uk")
        desk.schedule("p", in: 10)
        desk.run(.advanceDrill(1, to: drillTime.adding(seconds: 10)))
        (desk.now, desk.realm) = (Desk.start.adding(seconds: 500), .live)
        let from = desk.log.count
        desk.run(.openLog(LogOpened(version: "1", bootID: "b", epoch: 7)), by: .daemon)
        #expect(desk.live.highestEpoch == 7)
        let unknown = desk.log[from...].filter { $0.event.kind == .postOutcomeUnknown }
        #expect(unknown.map(\.envelope.realm) == [.live, RealmID(1)])
        #expect(
            unknown.map(\.envelope.at) == [desk.now, drillTime.adding(seconds: 10)], "each by its own clock")
        #expect(desk.state.realms.values.allSatisfy { $0.posts["p"]?.state == .unknown })
        #expect(desk.tick().isEmpty)
    }

    @Test("A failed post stays failed until a person decides")
    func failed() {
        var desk = Desk()
        desk.schedule("p", in: 10)
        desk.wait(10)
        desk.run(.reportDispatch("p", attempt: 1, .failed(reason: "401")))
        #expect(desk.wait(3600).isEmpty)
        desk.run(.reviewPost("p", .move(desk.now.adding(seconds: 5))))
        #expect(desk.wait(5).dispatched == ["p"])
    }

    @Test(
        "After a clock step all that falls due is held, also what looks long past, until a person confirms the time"
    )
    func clockStep() {
        var desk = Desk()
        for (id, seconds) in [("a", Int64(10)), ("b", 5000), ("c", 9000)] { desk.schedule(id, in: seconds) }
        desk.now = desk.now.adding(seconds: 5000)
        #expect(
            desk.run(.noteClockStep(microseconds: 4_990_000_000), by: .daemon).kinds == [
                .clockStepped, .alertRaised,
            ])
        let events = desk.tick()
        #expect(events.held == ["a", "b"] && events.missed.isEmpty && events.dispatched.isEmpty)
        #expect(desk.refusal(of: .reviewPost("b", .keep)) == .stopped)
        // The time was wrong, is set right and confirmed.
        desk.now = desk.now.adding(seconds: -4000)
        desk.run(.confirmClock)
        #expect(desk.refusal(of: .confirmClock) == .wrongState)
        #expect(desk.run(.reviewPost("b", .keep)).returned == ["b"])
        #expect(desk.wait(4000).dispatched == ["b"])
        #expect(desk.wait(4000).dispatched == ["c"], "a confirmed clock holds nothing more")
    }

    @Test("An alert is told once, its history kept, an acknowledgement final")
    func alerts() {
        var desk = Desk()
        desk.run(.testAlert)
        desk.run(.reportAlert(1, .attempted(channel: "mail", attempt: 1)))
        desk.run(.reportAlert(1, .delivered(channel: "mail")))
        desk.run(.reportAlert(1, .failed(channel: "sms", reason: "x")))
        #expect(desk.live.alerts[1]?.state == .delivered)
        desk.run(.acknowledgeAlert(1), by: Desk.ben)
        desk.run(.reportAlert(1, .exhausted(reason: "x")))
        #expect(desk.live.alerts[1]?.state == .acknowledged && desk.live.alerts[1]?.acknowledgedBy == "ben")
        #expect(desk.live.alerts[1]?.history.count == 5)
        #expect(desk.refusal(of: .acknowledgeAlert(1)) == .alreadyDone)
        #expect(desk.refusal(of: .acknowledgeAlert(2)) == .unknownAlert)
        #expect(desk.refusal(of: .completeTask(5, note: nil)) == .unknownTask)
    }
}
