import CrisisModel
import EventCodec
import Scenarios
import Testing
import Varlink

@testable import TocsinDaemon

@Suite("The shipped scenarios")
struct ScenarioFilesTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    private static let folder = root + "/replay-fixtures"

    static let scenarios = names(in: folder)

    @Test("There are some")
    func some() { #expect(Self.scenarios.count >= 2) }

    private func text(_ path: String) throws -> String {
        guard case .bytes(let bytes) = BoundedFile.read(path: path, bytesMax: 64 << 20) else {
            throw ScenarioLineFailure(field: "", reason: "\(path) cannot be read")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func parse(_ line: String) throws(ScenarioLineFailure) -> RecordedEvent {
        do {
            return try EventCodec.parse(try JSONValue(parsing: line))
        } catch {
            throw ScenarioLineFailure(field: "", reason: "\(error)")
        }
    }

    @Test("Each can be read, and has no problem that the check knows", arguments: scenarios)
    func sound(name: String) throws {
        let folder = "\(Self.folder)/\(name)"
        let document = try YamlReader.read(try text(folder + "/expect.yaml"))
        let (expectations, expectProblems) = Expectations.parse(document)
        #expect(expectProblems.map(\.description) == [])
        #expect(expectations?.scenario == name)
        let personas = Personas.read(markdown: try text(folder + "/scenario.md"))
        let (scenario, problems) = Scenario.read(try text(folder + "/events.ndjson"), parse: parse)
        let all = problems + scenario.lint(personas: personas, expectations: expectations)
        #expect(all.map(\.description) == [])
    }

    private func problems(_ text: String) throws -> [String] {
        let head = "scenario: s\nclockStart: 2009-12-18T17:00:00Z\nclockEnd: 2009-12-18T18:00:00Z\nexpect:\n"
        return Expectations.parse(try YamlReader.read(head + text)).problems.map(\.description)
    }

    @Test(
        "An expectation that cannot be meant is refused with its line",
        arguments: [
            (
                "  - heldBefreDue: { post: a }",
                "5:5: expect[0]: heldBefreDue is no expectation that is known here. Did you mean heldBeforeDue?"
            ),
            ("  - heldBeforeDue: {}", "5:20: expect[0].heldBeforeDue.post: is missing"),
            ("  - published: { count: many }", "5:25: expect[0].published.count: must be a whole number"),
            (
                "  - published: { classes: [paid] }",
                "5:16: expect[0].published.classes: needs a count beside it"
            ),
            (
                "  - notPublished: { classes: [advert] }",
                "5:31: expect[0].notPublished.classes[0]: \"advert\" is none of"
            ),
            (
                "  - notPublished: { after: crisisSuspect }",
                "5:28: expect[0].notPublished.after: crisisSuspect is neither a time nor a moment. Did you mean crisisSuspected?"
            ),
            (
                "  - crisisSuspected: { by: \"2009-12-18T20:45\" }",
                "5:28: expect[0].crisisSuspected.by: \"2009-12-18T20:45\":"
            ),
            ("  - released: { stop: 0 }", "5:23: expect[0].released.stop: is 0; it must be from 1"),
            ("  - noStop: {}\n    noCrisis: {}", "5:5: expect[0]: must be one expectation"),
        ])
    func wrong(text: String, expected: String) throws {
        let found = try problems(text)
        #expect(found.count == 1 && found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test("An expectation without details may be a bare word, and the clock must run forward")
    func forms() throws {
        #expect(
            try problems(
                "  - noCrisis\n  - noHolds\n  - noStop: {}\n  - published: { count: 0, accounts: [a] }\n")
                == [])
        let backwards =
            "scenario: s\nclockStart: 2009-12-18T17:00:00Z\nclockEnd: 2009-12-18T17:00:00Z\nexpect: []\n"
        #expect(Expectations.parse(try YamlReader.read(backwards)).problems.map(\.field) == ["clockEnd"])
        #expect(Expectations.parse(try YamlReader.read("")).problems.count == 4)
    }

    private func examples(_ language: String) throws -> [String] {
        let text = try text(Self.root + "/docs/scenarios.md")
        return text.split(separator: "```\(language)\n").dropFirst().map { part in
            String(part.prefix(upTo: part.firstRange(of: "```")?.lowerBound ?? part.endIndex))
        }
    }

    @Test("The examples of the document are what it says they are")
    func document() throws {
        let lines = try examples("json")
        #expect(lines.count == 1)
        let (scenario, problems) = Scenario.read(lines.joined(), parse: parse)
        #expect(problems.isEmpty && scenario.lines.count == 8)
        #expect(scenario.lint().map(\.description) == [])
        let yaml = try examples("yaml")
        #expect(yaml.count == 1)
        #expect(Expectations.parse(try YamlReader.read(yaml.joined())).problems.map(\.description) == [])
    }
}
