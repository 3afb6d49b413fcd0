import CrisisModel
import Scenarios
import Testing

@Suite("Reading and checking a scenario")
struct LintTests {
    private static let account =
        #"{"at":"2009-12-18T17:00:00Z","kind":"account.registered","actor":"lead","payload":{"account":"uk","network":"twitter","handle":"@x"}}"#

    private func problems(_ lines: [String], personas: Personas? = nil) -> [String] {
        let text = ([Self.account] + lines).joined(separator: "\n")
        let (scenario, problems) = Scenario.read(text, parse: ScenarioLineFailure.parse)
        return (problems + scenario.lint(personas: personas)).map(\.description)
    }

    private func line(_ kind: String, _ payload: String, at: String = "18:00", actor: String = "lead")
        -> String
    {
        #"{"at":"2009-12-18T\#(at):00Z","kind":"\#(kind)","actor":"\#(actor)","payload":{\#(payload)}}"#
    }

    private static let post =
        #""post":"a","account":"uk","class":"campaign","text":"x","dueAt":"2009-12-18T20:00:00Z""#

    @Test("A sound scenario has no problems")
    func sound() {
        #expect(
            problems([
                line("post.scheduled", Self.post), "",
                line("stop.engaged", #""scopes":["all"]"#, at: "18:30"),
                line("stop.released", #""epoch":1"#, at: "18:40"),
                line("post.cancelled", #""posts":["a"]"#, at: "18:50"),
            ]) == [])
    }

    @Test("Each fault is named with its line and, where there is one, the nearest name")
    func faults() {
        let scheduled = line("post.scheduled", Self.post)
        let cases: [([String], String)] = [
            (
                [scheduled, line("post.edited", #""post":"a","text":"y""#, at: "17:30")],
                "3:1: at: 2009-12-18T17:30:00Z is before line 2"
            ),
            (
                [line("post.schedule", Self.post)],
                "2:1: kind: \"post.schedule\" is no event that this version knows. Did you mean post.scheduled?"
            ),
            (["{"], "2:1: not JSON"),
            (
                [line("post.scheduled", Self.post.replacing("uk", with: "ukk"))],
                "2:1: payload.account: ukk is not there yet: no earlier line makes it. Did you mean uk?"
            ),
            ([scheduled, scheduled], "3:1: payload.post: a is scheduled in line 2 already"),
            ([line("post.scheduled", Self.post, at: "21:00")], "2:1: payload.dueAt: the post is due"),
            ([line("post.approved", #""post":"a""#)], "2:1: payload.post: a is not there yet"),
            ([line("post.cancelled", "")], "2:1: payload.posts: names no post"),
            (
                [
                    scheduled, line("post.cancelled", #""posts":["a"]"#),
                    line("post.approved", #""post":"a""#),
                ], "4:1: payload.post: a is cancelled in line 3"
            ),
            (
                [line("stop.released", #""epoch":1"#)],
                "2:1: payload.epoch: there is no stop 1: no stop is engaged"
            ),
            ([line("post.published", #""post":"a""#)], "2:1: kind: post.published is for Tocsin to decide"),
            (
                [line("mention.recorded", #""source":"t","id":"1","text":"x""#)],
                "2:1: payload.author: is missing"
            ),
            (
                [line("rule.adopted", #""rule":"r","windowMinutes":60"#)],
                "2:1: payload.threshold: must be at least 1"
            ),
            (
                [line("post.scheduled", Self.post + #","colour":"red""#)],
                "2:1: payload.colour: is not known here"
            ),
        ]
        for (lines, expected) in cases {
            let found = problems(lines)
            #expect(
                found.count == 1 && found.first?.hasPrefix(expected) == true,
                "\(found) instead of \(expected)")
        }
    }

    @Test("A mention given twice would be counted as a repetition, and one from the future is refused")
    func mentions() {
        let mention = line("mention.recorded", #""source":"t","id":"1","author":"a","text":"x""#)
        #expect(problems([mention, mention]).map { $0.prefix(17) } == ["3:1: payload.id: "])
        let future = mention.replacing(#""actor""#, with: #""occurredAt":"2009-12-18T19:00:00Z","actor""#)
        #expect(problems([future]).first?.contains("from the future") == true)
    }

    @Test("Only personas of the description act, and what comes from outside")
    func personas() {
        let text = """
            # Night

            ## Personas

            | id | name | role |
            | --- | --- | --- |
            | `lead` | Hester | Head |
            | `press-officer` | A. T. | Writes |

            ## Channels

            | account | network |
            """
        let personas = Personas.read(markdown: text)
        #expect(personas?.all.map(\.id) == ["lead", "press-officer"])
        #expect(Personas.read(markdown: "# Nothing") == nil)
        let found = problems(
            [
                line("crisis.declared", "", actor: "press-oficer"),
                line("crisis.declared", "", actor: "inject"),
            ],
            personas: personas)
        #expect(
            found == ["2:1: actor: press-oficer is no persona of scenario.md. Did you mean press-officer?"])
    }

    @Test("Expectations that name what no line makes are problems too")
    func expectations() {
        let (scenario, _) = Scenario.read(Self.account, parse: ScenarioLineFailure.parse)
        let start = Night.time(0)
        let items = [
            Expectations.Item(
                position: DocumentPosition(line: 4), expectation: .heldBeforeDue(post: PostID(recorded: "a")))
        ]
        let expectations = Expectations(
            scenario: "s", clockStart: start, clockEnd: Night.time(1), items: items)
        let found = scenario.lint(expectations: expectations)
        #expect(found.map(\.position.line) == [1, 4])
        #expect(found.last?.message == "no line of the scenario makes the post a")
    }

    @Test("Nothing at all is a scenario without lines")
    func empty() {
        let (scenario, problems) = Scenario.read("\n \n", parse: ScenarioLineFailure.parse)
        #expect(problems.isEmpty)
        #expect(scenario.lint().map(\.message) == ["the scenario has no lines"])
    }
}
