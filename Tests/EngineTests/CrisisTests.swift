import CrisisModel
import Detection
import Engine
import Testing

/// Mentions, rules, suspicion, dismissal.
@Suite("Crises")
struct CrisisTests {
    private static func watching(_ rule: Command = Desk.rule()) -> Desk {
        var desk = Desk()
        desk.run(rule)
        return desk
    }

    @Test("A mention and everything that follows from it stand in one command, each with its cause")
    func chain() throws {
        var desk = Self.watching()
        desk.schedule("p")
        desk.hear(2)
        let from = desk.log.count
        desk.hear()
        let events = Array(desk.log[from...])
        #expect(
            events.map(\.event.kind) == [
                .mentionRecorded, .sentimentScored, .authorKeyAssigned, .detectionFired, .crisisSuspected,
                .postHeld, .alertRaised,
            ]
        )
        let first = try #require(events.first).envelope.sequence
        #expect(
            events.map(\.envelope.causation)
                == [nil, first, first, first + 1, first + 3, first + 4, first + 4])
        guard case .detectionFired(let fired) = events[3].event else { return }
        #expect(fired.count == 3 && fired.threshold == 3 && fired.version == 1 && !fired.late)
        let mentions = desk.log.filter { $0.event.kind == .mentionRecorded }.map {
            Int64($0.envelope.sequence)
        }
        #expect(fired.mentions == mentions)
        #expect(desk.live.phase == .suspected, "suspected, and not declared by any rule")
        #expect(desk.live.crisisDeclared == false)
    }

    @Test("A firing acts once: no second crisis, hold or alert while its crisis is open")
    func actsOnce() {
        var desk = Self.watching()
        desk.schedule("p")
        desk.hear(3)
        desk.hear(20)
        desk.now = desk.now.adding(seconds: 7200)
        let again = desk.hear(3)
        #expect(again.kinds.filter { $0 == .detectionFired }.count == 1, "it cleared and came true again")
        #expect(desk.live.crises.count == 1 && desk.live.alerts.count == 1)
        #expect(desk.log.count { $0.event.kind == .postHeld } == 1)
    }

    @Test("A rule holds its classes in its unit, and what is scheduled while its crisis is open")
    func holds() {
        var desk = Desk()
        desk.register("fr", unit: "rail")
        desk.run(Desk.rule(unit: "rail", holds: [.routine]))
        desk.schedule("r", account: "fr")
        desk.schedule("c", account: "fr", class: .campaign)
        desk.schedule("u")
        #expect(desk.hear(5).held.isEmpty, "mentions of no unit")
        desk.hear(3, unit: "rail")
        #expect(desk.posts(.held) == ["r"])
        #expect(desk.schedule("r2", account: "fr").held == ["r2"])
        #expect(desk.schedule("u2").held.isEmpty)
        #expect(desk.post("r2")?.holdCrisis == 1)
        #expect(desk.refusal(of: .reviewPost("r2", .keep)) == .stopped)
        desk.run(.reviewPost("r2", .move(desk.now.adding(seconds: 60))))
        #expect(
            desk.postState("r2") == .scheduled, "a person's new time for this very post stands above a rule")
    }

    @Test("A rule that alerts only holds nothing; one without alert tells nobody")
    func actions() {
        var quiet = Self.watching(Desk.rule(holds: [], alert: true))
        quiet.schedule("p")
        #expect(quiet.hear(3).kinds.suffix(2) == [.crisisSuspected, .alertRaised])
        var silent = Self.watching(Desk.rule(alert: false))
        #expect(silent.hear(3).kinds.last == .crisisSuspected)
    }

    @Test("Forty posts held at 03:00, dismissed at 07:00: those ahead return, those past are missed")
    func fortyPosts() {
        var desk = Self.watching()
        for number in 0..<40 { desk.schedule("p\(10 + number)", in: Int64(number + 1) * 720) }
        desk.hear(3)
        #expect(desk.posts(.held).count == 40)
        #expect(desk.wait(4 * 3600).isEmpty)
        let preview = desk.engine.dismissalOutcome(of: 1, in: desk.live, at: desk.now)
        let events = desk.run(.dismissCrisis(1, .false, note: "a joke"))
        #expect(events.returned.count == 20 && events.missed.count == 20)
        #expect(
            events.returned == preview.returning.map(\.text) && events.missed == preview.missed.map(\.text))
        #expect(events.missed == (0..<20).map { "p\(10 + $0)" }, "the one due at 07:00 itself is missed")
        #expect(desk.posts(.held).isEmpty)
        #expect(desk.live.phase == .calm)
        #expect(desk.wait(720).dispatched == ["p30"])
    }

    @Test(
        "A dismissal that is no false alarm, and a close, return nothing", arguments: [Verdict.true, .late])
    func otherVerdicts(verdict: Verdict) {
        var desk = Self.watching()
        desk.schedule("p")
        desk.hear(3)
        let events = desk.run(
            verdict == .true ? .dismissCrisis(1, verdict, note: nil) : .closeCrisis(1, reason: nil))
        #expect(events.returned.isEmpty && desk.postState("p") == .held)
        #expect(desk.wait(7200).isEmpty)
    }

    @Test("A stop keeps what a dismissed crisis lets go, in its own name")
    func stopKeeps() {
        var desk = Self.watching()
        desk.schedule("p")
        desk.schedule("past", in: 60)
        desk.hear(3)
        let epoch = desk.stop()
        desk.now = desk.now.adding(seconds: 120)
        let events = desk.run(.dismissCrisis(1, .false, note: nil))
        #expect(events.returned.isEmpty && events.held == ["p"] && events.missed == ["past"])
        #expect(desk.post("p")?.holdEpoch == epoch && desk.post("p")?.holdCrisis == nil)
        desk.release(epoch)
        #expect(desk.wait(7200).isEmpty, "what a stop held waits for review")
    }

    @Test("Another open crisis keeps it in its own name, and its dismissal in turn lets it go")
    func otherCrisisKeeps() {
        var desk = Self.watching(Desk.rule("one"))
        desk.run(Desk.rule("two", threshold: 5))
        desk.schedule("p")
        desk.hear(5)
        #expect(desk.live.openCrises.count == 2 && desk.post("p")?.holdCrisis == 1)
        let first = desk.run(.dismissCrisis(1, .false, note: nil))
        #expect(first.returned.isEmpty && first.held == ["p"] && desk.post("p")?.holdCrisis == 2)
        #expect(desk.run(.dismissCrisis(2, .false, note: nil)).returned == ["p"])
        #expect(desk.wait(3600).dispatched == ["p"])
    }

    @Test("A dismissal touches no post that something else holds")
    func othersUntouched() {
        var desk = Self.watching()
        desk.schedule("mine")
        desk.run(.holdPosts(["mine"], reason: nil))
        desk.schedule("p")
        desk.hear(3)
        #expect(desk.run(.dismissCrisis(1, .false, note: nil)).returned == ["p"])
        #expect(desk.postState("mine") == .held)
    }

    @Test("Suspected, declared, closed: each step once, by its event, and none on a crisis that is over")
    func steps() {
        var desk = Self.watching()
        #expect(desk.refusal(of: .dismissCrisis(1, .false, note: nil)) == .unknownCrisis)
        desk.hear(3)
        desk.run(.declareCrisis(reason: "it is real"))
        #expect(
            desk.live.crises[1]?.phase == .active && desk.live.crises.count == 1,
            "the suspicion is what is declared")
        #expect(desk.refusal(of: .declareCrisis(reason: nil)) == .alreadyDone)
        desk.run(.closeCrisis(1, reason: nil))
        #expect(desk.refusal(of: .closeCrisis(1, reason: nil)) == .crisisEnded)
        #expect(desk.refusal(of: .dismissCrisis(1, .false, note: nil)) == .crisisEnded)
        desk.run(.declareCrisis(reason: "another"))
        #expect(desk.live.crises[2]?.phase == .active, "without any rule")
    }

    @Test(
        "History is recorded, scored and counted, and never fires", arguments: [0, 60, 34_560_000] as [Int64])
    func history(age: Int64) {
        var desk = Self.watching()
        desk.schedule("p")
        let events = desk.hear(50, mode: .history, at: desk.now.adding(seconds: -age))
        #expect(Set(events.kinds) == [.mentionRecorded, .sentimentScored, .authorKeyAssigned])
        #expect(desk.live.mentionCount == 50 && desk.live.negativeMentionCount == 50)
        #expect(
            desk.hear(2).kinds.allSatisfy { $0 != .detectionFired }, "history does not count towards live")
        #expect(desk.hear(1).kinds.contains(.detectionFired))
    }

    @Test("Live mentions that come late fire within six hours, marked late, and no longer after that")
    func late() {
        let cases: [(age: Int64, isLate: Bool?)] = [
            (0, false), (900, false), (901, true), (6 * 3600, true), (6 * 3600 + 1, nil), (86_400, nil),
        ]
        for (age, isLate) in cases {
            var desk = Self.watching()
            let firings = desk.hear(5, at: desk.now.adding(seconds: -age)).compactMap { event -> Bool? in
                guard case .detectionFired(let fired) = event else { return nil }
                return fired.late
            }
            #expect(firings == (isLate.map { [$0] } ?? []), "\(age) seconds late")
        }
    }

    @Test("A mention from the future beyond the bound is refused, at the bound it is taken")
    func future() {
        var desk = Self.watching()
        let bound = desk.now.adding(microseconds: EngineLimits.futureMicrosecondsMax)
        #expect(
            desk.refusal(of: Desk.mention("x", at: bound.adding(microseconds: 1))) == .mentionFromTheFuture)
        #expect(desk.refusal(of: Desk.mention("x", at: .distantFuture)) == .mentionFromTheFuture)
        #expect(
            desk.refusal(of: Desk.mention("h", mode: .history, at: bound.adding(microseconds: 1)))
                == .mentionFromTheFuture)
        #expect(desk.refusal(of: Desk.mention("x", at: bound)) == nil)
    }

    @Test("A known mention is refused as done, a malformed one with its reason")
    func badMentions() {
        var desk = Self.watching()
        #expect(desk.refusal(of: Desk.mention("x", at: desk.now, known: true)) == .alreadyDone)
        #expect(desk.refusal(of: Desk.mention("", at: desk.now)) == .badMention)
        #expect(
            desk.refusal(of: Desk.mention(String(repeating: "x", count: 513), at: desk.now)) == .badMention)
        let long = String(repeating: "x", count: EngineLimits.noteBytesMax + 1)
        #expect(desk.refusal(of: Desk.mention("x", author: long, at: desk.now)) == .limitReached)
        #expect(desk.refusal(of: Desk.mention("x", unit: "a b", at: desk.now)) == .badName)
        for audience in [Int64.min, -1] {
            guard case .recordMention(var new) = Desk.mention("x", at: desk.now) else { return }
            new.mention.audience = audience
            #expect(desk.refusal(of: .recordMention(new)) == .badMention)
        }
        #expect(desk.live.mentionCount == 0)
    }

    @Test("The author counts, not the number of posts; a neutral mention counts for nothing")
    func authorsAndValence() {
        var desk = Self.watching(Desk.rule(threshold: 3, authors: 3))
        for number in 0..<20 {
            desk.run(Desk.mention("s\(number)", author: "one", at: desk.now))
        }
        desk.hear(20, valence: 0)
        desk.hear(20, valence: 800)
        #expect(desk.live.crises.isEmpty)
        desk.hear(2)
        #expect(desk.live.crises.count == 1)
    }

    @Test("Positive and neutral mentions move the time on: the rule clears and may fire again")
    func clearing() {
        var desk = Self.watching()
        desk.hear(3)
        desk.run(.dismissCrisis(1, .false, note: nil))
        desk.now = desk.now.adding(seconds: 3600)
        #expect(
            desk.hear(valence: 700).kinds
                == [.mentionRecorded, .sentimentScored, .authorKeyAssigned, .detectionCleared])
        #expect(desk.hear(3).kinds.contains(.crisisSuspected))
        #expect(desk.live.crises.count == 2)
    }

    @Test("A rule of one mention fires anew after its window, with no calm mention between")
    func ruleOfOne() {
        var desk = Self.watching(Desk.rule(threshold: 1))
        desk.hear()
        desk.run(.dismissCrisis(1, .false, note: nil))
        desk.now = desk.now.adding(seconds: 3600)
        #expect(
            desk.hear().kinds == [
                .mentionRecorded, .sentimentScored, .authorKeyAssigned, .detectionCleared, .detectionFired,
                .crisisSuspected, .alertRaised,
            ]
        )
    }

    @Test("A new version counts on what it heard, unless it listens to something else")
    func newVersions() {
        var desk = Self.watching()
        desk.hear(2)
        desk.run(Desk.rule(threshold: 3, authors: 2))
        #expect(desk.live.rules["angry"]?.adopted.version == 2)
        #expect(desk.hear().kinds.contains(.detectionFired))
        var other = Self.watching()
        other.hear(2, unit: "bus")
        other.run(Desk.rule(unit: "rail"))
        #expect(!other.hear(unit: "rail").kinds.contains(.detectionFired), "the bus counts for nothing now")
        #expect(other.hear(2, unit: "rail").kinds.contains(.detectionFired))
    }

    @Test("A later version of the rule changes nothing about what an open crisis holds")
    func crisisKeepsItsRule() {
        var desk = Self.watching()
        desk.hear(3)
        desk.run(Desk.rule(holds: []))
        #expect(desk.schedule("p").held == ["p"])
        desk.run(.retireRule("angry"))
        #expect(desk.schedule("q").held == ["q"])
        #expect(desk.refusal(of: .retireRule("angry")) == .unknownRule)
        #expect(!desk.hear(9).kinds.contains(.detectionFired), "a retired rule hears nothing")
    }

    @Test("A rule that means nothing is refused with its field")
    func badRules() {
        var desk = Desk()
        guard case .adoptRule(let good) = Desk.rule() else { return }
        let changes: [(inout RuleAdopted) -> Void] = [
            { $0.kind = "share" }, { $0.windowMinutes = 0 }, { $0.windowMinutes = .max },
            { $0.threshold = 0 },
            { $0.threshold = .max }, { $0.threshold = Int64(CountWindow.Limits.thresholdMax) + 1 },
            { $0.minimumAuthors = 0 }, { $0.minimumAuthors = 4 }, { $0.scoreBelow = -1000 },
            { $0.scoreBelow = 1001 },
            { $0.holdClasses = [.crisis] },
        ]
        for change in changes {
            var bad = good
            change(&bad)
            #expect(desk.refusal(of: .adoptRule(bad)) == .badRule, "\(bad)")
        }
        var bad = good
        bad.rule = ""
        #expect(desk.refusal(of: .adoptRule(bad)) == .badName)
        #expect(desk.live.rules.isEmpty)
    }
}
