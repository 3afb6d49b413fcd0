@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

@Suite("Questions to the log, on the command line")
struct QuestionTests {
    private let harness = Harness()

    private static func event(_ sequence: Int, _ kind: String = "log.opened") -> String {
        #"{"sequence":\#(sequence),"kind":"\#(kind)","at":"2026-01-01T00:00:0\#(sequence)Z","#
            + #""actor":{"kind":"daemon","name":"tocsind"},"payload":{"version":"1","bootID":"b","epoch":1}}"#
    }

    @Test("People get the lines, programs the object alone")
    func forms() throws {
        let reply = LogInterface.RewindAnswer(answer: ["event": 7], lines: ["7 post.held", "", "  by ana"])
        try harness.channel.answer(LogInterface.Why.self, reply)
        #expect(harness.run("log", "why", "7") == .done)
        #expect(harness.console.output == "7 post.held\n\n  by ana\n")
        let programs = Harness()
        try programs.channel.answer(LogInterface.Why.self, reply)
        #expect(programs.run("log", "why", "7", "--json") == .done)
        #expect(programs.console.output == "{\"event\":7}\n")
        #expect(programs.channel.parameters(of: LogInterface.Why.self) == ["sequence": 7])
    }

    @Test("A stop that was not kept has an exit status of its own")
    func notKept() throws {
        try harness.channel.answer(
            LogInterface.ProveStop.self, .init(answer: ["kept": false], lines: ["NOT KEPT: stop 3."]))
        #expect(harness.run("log", "prove-stop", "3", "--drill", "night") == .notSound)
        #expect(harness.channel.parameters(of: LogInterface.ProveStop.self) == ["stop": 3, "drill": "night"])
        #expect(Harness().run("log", "prove-stop", "0") == .usage)
    }

    @Test("A moment is a number or a time with a zone")
    func moments() throws {
        try harness.channel.answer(LogInterface.WhatIfStop.self, .init(answer: [:], lines: []))
        #expect(
            harness.run("log", "what-if", "stop", "--at", "12", "--scope", "account:uk", "--cut") == .done)
        let call = try #require(harness.channel.parameters(of: LogInterface.WhatIfStop.self))
        #expect(call["sequence"] == 12 && call["category"] == "cut" && call["scopes"] == ["account:uk"])
        #expect(harness.run("log", "what-if", "stop", "--at", "2026-01-01T01:00:00+01:00") == .done)
        let timed = try #require(harness.channel.parameters(of: LogInterface.WhatIfStop.self))
        #expect(timed["time"] == "2026-01-01T00:00:00Z" && timed["sequence"] == nil)
        for words in [
            ["--at", "yesterday"], [], ["--at", "1", "--cut", "--let-finish"], ["--at", "1", "--scope", "x"],
        ] {
            let session = Harness()
            #expect(session.run(all: ["log", "what-if", "stop"] + words) == .usage, "\(words)")
            #expect(session.channel.calls.isEmpty)
        }
    }

    @Test("A replay asks for portions until there are no more, and shows what passes its filter")
    func replay() throws {
        let events = try (1...3).map {
            LogInterface.Tail.Reply(event: try JSONValue(parsing: Self.event($0)))
        }
        try harness.channel.answer(LogInterface.Tail.self, events[0], events[1])
        try harness.channel.answer(LogInterface.Tail.self, events[2])
        try harness.channel.answer(LogInterface.Tail.self, .init(event: [:]))
        #expect(harness.run("log", "replay", "--speed", "0", "--from", "2", "--json") == .done)
        let shown = try harness.console.output.split(separator: "\n").map {
            try JSONValue(parsing: String($0))["sequence"]?.integerValue
        }
        #expect(shown == [2, 3])
        #expect(harness.channel.calls.map { $0.parameters["from"] } == [2, 3, 4])
        let wrong = Harness()
        #expect(wrong.run("log", "replay", "--filter", "kind=post.hold") == .usage)
        #expect(wrong.console.errors.contains("post.held") && wrong.channel.calls.isEmpty)
    }

    @Test("A file is read in place of the daemon; what is wrong with it is said by line")
    func file() throws {
        let folder = TemporaryFolder()
        let good = folder.file("good.ndjson", [1, 2].map { Self.event($0) + "\n" }.joined())
        #expect(harness.run("log", "why", "1", "--file", good) == .done)
        #expect(harness.console.output.contains("the daemon's start") && harness.channel.calls.isEmpty)
        let report = Harness()
        #expect(
            report.run(
                "log", "report", "--from", "2026-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z", "--file",
                good)
                == .done)
        #expect(report.console.errors.contains("until then more may be recorded"))
        let gap = Harness()
        let path = folder.file("gap.ndjson", Self.event(1) + "\n" + Self.event(3) + "\n")
        #expect(gap.run("log", "prove-stop", "1", "--file", path) == .badInput)
        #expect(gap.console.errors.contains("event 2 is missing"))
        let bad = Harness()
        #expect(bad.run("log", "why", "1", "--file", folder.file("bad.ndjson", "{}\n")) == .badInput)
        #expect(bad.console.errors.contains("line 1: kind: is missing"))
        #expect(Harness().run("log", "why", "1", "--file", good, "--directory", "/x") == .usage)
        #expect(Harness().run("log", "why", "1", "--file", "/nowhere") == .noInput)
        #expect(Harness().run("log", "why", "1", "--directory", folder.path + "/none") == .noInput)
    }
}

extension Harness {
    @discardableResult
    fileprivate func run(all arguments: [String]) -> CommandStatus {
        let session = Session(
            console: console, surroundings: surroundings,
            findPlace: { [surroundings] in RuntimePlace.find(named: $0, surroundings, exists: { _ in false })
            },
            connect: { [channel] _ in channel }, connectPipeline: { [pipeline] _ in pipeline })
        return CommandLineTool.run(arguments, in: session)
    }
}
