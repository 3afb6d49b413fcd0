import CrisisModel
import Engine
import Rewind
import Testing

@Suite("A stop that was not pressed")
struct WhatIfTests {
    /// Three posts that go out, one of them a statement approved meanwhile, one on another account.
    private static func story() -> (Desk, UInt64) {
        var desk = Desk(accounts: ["uk", "fr"])
        desk.schedule("flying", in: 10)
        desk.schedule("offer", campaign: "spring", in: 100)
        desk.schedule("french", account: "fr", in: 120)
        desk.schedule("statement", class: .crisis, in: 300)
        desk.schedule("silent", class: .crisis, in: 310)
        desk.wait(10)
        let moment = UInt64(desk.log.count)
        desk.run(.reportDispatch("flying", attempt: 1, .published(link: nil)), by: .daemon)
        desk.run(.declareCrisis(reason: nil))
        desk.run(.approvePost("statement"))
        for (seconds, post) in [(90, "offer"), (20, "french"), (180, "statement"), (10, "silent")] {
            desk.wait(Int64(seconds))
            desk.run(
                .reportDispatch(PostID(recorded: post), attempt: 1, .published(link: "https://x/\(post)")),
                by: .daemon)
        }
        return (desk, moment)
    }

    @Test("What would have been held, what would have passed and why, and what was on its way")
    func all() throws {
        let (desk, moment) = Self.story()
        let answer = try WhatIf.ask(.init(at: .sequence(moment)), of: Told(desk.log))
        #expect(answer.held.map(\.post.text) == ["offer", "french", "silent"] && answer.heldCount == 3)
        #expect(answer.held.first?.link == "https://x/offer")
        #expect(answer.held.last?.why == "a crisis statement that was not approved after the stop")
        #expect(answer.passed.map(\.post.text) == ["statement"])
        #expect(answer.inFlight.map(\.post.text) == ["flying"] && answer.heldAtOnce == 4)
        let published = try #require(answer.held.first)
        #expect(desk.log[Int(published.sequence) - 1].event.kind == .postPublished)
        #expect(published.account == "uk" && published.postClass == .routine)
    }

    @Test("Scopes narrow it; with the statements it holds them too")
    func scopes() throws {
        let (desk, moment) = Self.story()
        let told = Told(desk.log)
        let narrow = try WhatIf.ask(.init(at: .sequence(moment), scopes: [.campaign("spring")]), of: told)
        #expect(narrow.held.map(\.post.text) == ["offer"] && narrow.inFlight.isEmpty)
        #expect(narrow.passed.count == 3 && narrow.passed.first?.why == "the scopes do not reach it")
        let wide = try WhatIf.ask(.init(at: .sequence(moment), includeCrisisStatements: true), of: told)
        #expect(wide.held.count == 4 && wide.passed.isEmpty)
    }

    @Test("A time means the last event at or before it")
    func time() throws {
        let (desk, moment) = Self.story()
        let at = desk.log[Int(moment) - 1].envelope.at
        let told = Told(desk.log)
        let last = desk.log.last { $0.envelope.at <= at }?.envelope.sequence
        #expect(try WhatIf.ask(.init(at: .time(at)), of: told).sequence == last)
        #expect(try WhatIf.ask(.init(at: .time(at.adding(microseconds: -1))), of: told).sequence < moment)
        #expect(try WhatIf.ask(.init(at: .time(.distantFuture)), of: told).held.isEmpty)
    }

    /// The same commands once more with the stop among them, and never released.
    private static func otherwise(
        _ commands: [(Command, CommandContext)], stop: StopEngaged, after sequence: UInt64
    ) -> [RecordedEvent] {
        var engine = Engine()
        var events: [RecordedEvent] = []
        var isStopped = false
        for (command, context) in commands {
            if !isStopped, engine.state.lastSequence >= sequence {
                isStopped = true
                var stop = stop
                stop.epoch = 1_000
                let context = CommandContext(realm: .live, at: engine.state.live.at, actor: Desk.ana)
                events += (try? engine.decide(.engageStop(stop, outside: []), context)) ?? []
            }
            if isStopped, case .releaseByRecoveryCode = command { continue }
            events += (try? engine.decide(command, context)) ?? []
        }
        return events
    }

    @Test("What would have been held is not sent when the same work is done under that stop")
    func counterfactual() throws {
        let held = try (UInt64(1)...30).reduce(0) { try $0 + Self.heldOtherwise(seed: $1) }
        #expect(held > 30, "the seeds have something to tell")
    }

    private static func heldOtherwise(seed: UInt64) throws -> Int {
        var random = RandomCommands(seed: seed)
        var engine = Engine()
        var commands: [(Command, CommandContext)] = []
        var events: [RecordedEvent] = []
        var ends: [UInt64] = []
        for _ in 0..<500 {
            let next = random.next(for: engine.state)
            guard let made = try? engine.decide(next.0, next.1), !made.isEmpty else { continue }
            commands.append(next)
            events += made
            ends.append(engine.state.lastSequence)
        }
        let moment = ends[ends.count / 3]
        let scopes: [StopScope] = seed.isMultiple(of: 2) ? [.all] : [.account("a"), .postClass(.paid)]
        let answer = try WhatIf.ask(.init(at: .sequence(moment), scopes: scopes), of: Told(events))
        var stop = Desk.stopEvent(epoch: 0, scopes: scopes)
        stop.stopID = "what if"
        let other = otherwise(commands, stop: stop, after: moment)
        let sent = other.filter { $0.envelope.sequence > moment && $0.envelope.realm.isLive }.map(\.event)
            .dispatched
        for row in answer.held where row.postClass != .crisis {
            #expect(!sent.contains(row.post.text), "seed \(seed): \(row.post)")
        }
        #expect(answer.heldCount == answer.held.count && answer.passedCount == answer.passed.count)
        return answer.held.count
    }

    @Test("A scope that named nothing is refused with what is near it")
    func badScope() throws {
        let (desk, moment) = Self.story()
        let error = #expect(throws: RewindError.self) {
            try WhatIf.ask(.init(at: .sequence(moment), scopes: [.campaign("sprung")]), of: Told(desk.log))
        }
        #expect(error?.code == .badScope && error?.message.contains("spring") == true)
        #expect(throws: RewindError.self) { try WhatIf.ask(.init(at: .sequence(9_999)), of: Told(desk.log)) }
    }
}
