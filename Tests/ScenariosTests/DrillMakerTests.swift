import CrisisModel
import Scenarios
import Testing

@Suite("Making a drill of mentions and a calendar")
struct DrillMakerTests {
    private func mention(_ id: String, _ minute: Int64, text: String = "x") -> DrillMaker.Mention {
        DrillMaker.Mention(
            mention: MentionRecorded(
                source: SourceID(recorded: "t"), id: id, unit: UnitID(recorded: "u"), author: "@a",
                text: text,
                mode: .history),
            occurredAt: Night.time(minute))
    }

    private func post(_ name: String, due: Int64) -> DrillMaker.Post {
        DrillMaker.Post(
            post: PostScheduled(
                post: PostID(recorded: name), account: AccountID(recorded: "uk"), postClass: .campaign,
                text: "offer",
                textHash: .zero, dueAt: Night.time(due)))
    }

    @Test("The lines are in the order of their times, read back as the same events, and pass the check")
    func roundTrip() throws {
        var maker = DrillMaker(name: "week")
        maker.mentions = [mention("2", 90), mention("1", 61, text: "a \"quote\"\\ and\nline \u{2028}é\u{1}")]
        maker.posts = [post("b", due: 120), post("", due: 70)]
        maker.rules = [
            RuleAdopted(
                rule: RuleID(recorded: "r"), version: 0, kind: "count", windowMinutes: 60, threshold: 5,
                minimumAuthors: 5,
                scoreBelow: 0, holdClasses: [.campaign], alert: true)
        ]
        let files = try maker.make()
        #expect(files.lineCount == 6)
        #expect(files.addedAccounts.map(\.text) == ["uk"])
        let (scenario, problems) = Scenario.read(files.events, parse: ScenarioLineFailure.parse)
        #expect(problems.isEmpty)
        #expect(scenario.lint(personas: Personas.read(markdown: files.description)).map(\.description) == [])
        #expect(
            scenario.lines.map(\.event.event.kind) == [
                .accountRegistered, .ruleAdopted, .postScheduled, .postScheduled, .mentionRecorded,
                .mentionRecorded,
            ])
        #expect(scenario.start == Night.time(1))
        guard case .mentionRecorded(let first) = scenario.lines[4].event.event else {
            Issue.record("the fifth line is no mention")
            return
        }
        #expect(first.text == "a \"quote\"\\ and\nline \u{2028}é\u{1}")
        #expect(first.mode == .live)
        guard case .ruleAdopted(let rule) = scenario.lines[1].event.event else { return }
        #expect(rule == maker.rules[0])
        #expect(files.expect.contains("clockStart: \"2009-12-18T20:01:00Z\""))
        #expect(files.expect.contains("clockEnd: \"2009-12-18T23:00:00Z\""))
    }

    @Test("A repeated mention is left out and counted")
    func repeated() throws {
        var maker = DrillMaker(name: "week")
        maker.mentions = [mention("1", 61), mention("1", 62)]
        let files = try maker.make()
        #expect(files.repeatedMentions == 1)
        #expect(files.lineCount == 1)
    }

    @Test("What cannot be played is refused with a reason")
    func refused() {
        func code(_ change: (inout DrillMaker) -> Void) -> DrillMakerError.Code? {
            var maker = DrillMaker(name: "week")
            maker.mentions = [mention("1", 61)]
            change(&maker)
            do throws(DrillMakerError) {
                _ = try maker.make()
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code { $0.mentions = [] } == .nothing)
        #expect(code { $0.posts = [post("a", due: 90), post("a", due: 91)] } == .badPost)
        #expect(code { $0.clockStart = Night.time(62) } == .badMention)
        #expect(code { $0.clockEnd = Night.time(60) } == .outsideTheClock)
        #expect(
            code { maker in
                maker.clockStart = Night.time(60)
                maker.posts = [post("a", due: 60)]
            } == .badPost)
    }

    @Test("A week of ten thousand mentions and five hundred posts is made in one go")
    func week() throws {
        var maker = DrillMaker(name: "week")
        maker.mentions = (0..<10_139).map { mention(String($0), Int64(($0 * 7919) % 10_000)) }
        maker.posts = (0..<500).map { post("post\($0)", due: Int64($0 * 20 + 1)) }
        let files = try maker.make()
        #expect(files.lineCount == 10_139 + 500 + 1)
        let (scenario, problems) = Scenario.read(files.events, parse: ScenarioLineFailure.parse)
        #expect(problems.isEmpty)
        #expect(scenario.lint().isEmpty)
    }
}
