import CrisisModel
import Engine
import EventLog
import Rewind
import Testing

@Suite("A replay with its pauses")
struct ReplayPlanTests {
    private static func steps(_ plan: ReplayPlan, _ told: Told) throws -> [ReplayPlan.Step] {
        var plan = plan
        var steps: [ReplayPlan.Step] = []
        try told.forEach(from: plan.readsFrom, through: nil) { event in
            switch plan.step(event) {
            case .show(let step): steps.append(step)
            case .pass: break
            case .end: return .stop
            }
            return .continue
        }
        return steps
    }

    private static func story() -> Desk {
        var desk = Desk(accounts: ["uk", "fr"])
        desk.schedule("a", in: 10)
        desk.wait(4)
        desk.schedule("b", account: "fr", in: 3_000)
        desk.wait(6)
        desk.run(.reportDispatch("a", attempt: 1, .published(link: nil)), by: .daemon)
        desk.wait(86_400)
        desk.stop()
        return desk
    }

    @Test("Pauses are those of the log, divided by the speed and bounded")
    func pauses() throws {
        let told = Told(Self.story().log)
        let real = try Self.steps(ReplayPlan(), told).map(\.pauseMicroseconds)
        #expect(real.contains(4_000_000) && real.max() == ReplayPlan.Limits.pauseMicrosecondsMax)
        let fast = try Self.steps(ReplayPlan(speed: 10), told).map(\.pauseMicroseconds)
        #expect(fast.contains(400_000) && fast.contains(600_000))
        #expect(try Self.steps(ReplayPlan(speed: 0), told).allSatisfy { $0.pauseMicroseconds == 0 })
        #expect(fast.count == told.events.count)
    }

    @Test("A range begins and ends where it says")
    func range() throws {
        let told = Told(Self.story().log)
        let steps = try Self.steps(ReplayPlan(first: .sequence(3), last: .sequence(5)), told)
        #expect(steps.map(\.event.envelope.sequence) == [3, 4, 5])
        let timed = try Self.steps(
            ReplayPlan(
                first: .time(Desk.start.adding(seconds: 4)), last: .time(Desk.start.adding(seconds: 10))),
            told)
        #expect(
            timed.first?.event.event.kind == .postScheduled && timed.last?.event.event.kind == .postPublished)
    }

    @Test("Times are meant by the clock of the drill that is asked for")
    func drillClock() throws {
        let night = Told(try Rehearsed.eurostar().events)
        let from = try EventTime(rfc3339: "2009-12-18T20:00:00Z")
        let to = try EventTime(rfc3339: "2009-12-18T21:00:00Z")
        let plan = ReplayPlan(
            first: .time(from), last: .time(to), filter: try ReplayFilter(["drill=night", "kind=stop"]))
        #expect(try Self.steps(plan, night).map(\.event.event.kind) == [.stopEngaged])
        let live = ReplayPlan(first: .time(from), filter: try ReplayFilter(["kind=stop"]))
        #expect(try Self.steps(live, night).isEmpty)
    }

    @Test("Filters: of one name any, of several all")
    func filters() throws {
        let told = Told(Self.story().log)
        func kinds(_ filters: String...) throws -> [String] {
            try Self.steps(ReplayPlan(filter: ReplayFilter(filters)), told).map(\.event.event.kind.name)
        }
        #expect(try kinds("kind=stop") == ["stop.engaged"])
        #expect(
            try kinds("account=uk") == [
                "account.registered", "post.scheduled", "post.dispatchStarted", "post.published",
            ])
        #expect(try kinds("post=b", "kind=post.scheduled") == ["post.scheduled"])
        #expect(try kinds("stop=1").first == "stop.engaged")
        #expect(try kinds("actor=tocsind", "kind=post").count == 3)
        #expect(try kinds("realm=1").isEmpty)
        #expect(try kinds("kind=alert", "kind=stop").count == 2)
        let error = #expect(throws: RewindError.self) { try ReplayFilter(["kind=post.hold"]) }
        #expect(error?.message.contains("post.held") == true)
        #expect(throws: RewindError.self) { try ReplayFilter(["colour=red"]) }
        #expect(throws: RewindError.self) { try ReplayFilter(["kind"]) }
    }
}
