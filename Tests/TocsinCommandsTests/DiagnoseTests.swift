@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

@Suite("diagnose and the event line")
struct DiagnoseTests {
    private let harness = Harness()

    @Test("What people wrote and who they are stays out of the bundle")
    func secrets() throws {
        try harness.channel.answer(ServiceInterface.Status.self, CommandTests.status(publishing: true))
        try harness.channel.answer(LogInterface.State.self, .init(sequence: 2, stateHash: "abcdef"))
        try harness.channel.answer(
            LogInterface.Tail.self,
            .init(event: [
                "sequence": 1, "kind": "mention.recorded", "author": "@anna", "text": "my phone is 0171",
                "at": "2026",
                "link": "https://user:pass@example.org/x", "state": "https://token@example.org",
            ]))
        #expect(harness.run("diagnose") == .done)
        let output = harness.console.output
        for secret in ["anna", "0171", "pass", "token@"] { #expect(!output.contains(secret), "\(secret)") }
        #expect(output.contains("mention.recorded"))
        #expect(output.contains("abcdef"))
        #expect(
            try JSONValue(parsing: output)["lastEvents"]?.arrayValue?.first?["author"]
                == Redaction.replacement)
    }

    @Test("It is written to a new file, never over an old one")
    func file() {
        let folder = TemporaryFolder()
        #expect(harness.run("diagnose", "--out", folder.path + "/d.json") == .done)
        #expect(folder.text("d.json")?.hasPrefix("{") == true)
        #expect(harness.run("diagnose", "--out", folder.path + "/d.json") == .cannotWrite)
    }

    @Test("Without a daemon the bundle says what failed")
    func noDaemon() throws {
        #expect(harness.run("diagnose") == .done)
        #expect(try JSONValue(parsing: harness.console.output)["status"]?["error"] == "unreachable")
    }

    @Test("An event is one line: when, number, kind, fields, who")
    func eventLine() {
        let line = EventLine([
            "sequence": 12, "kind": "post.held", "at": "2026-01-01T10:00:00Z", "realm": 0,
            "actor": ["kind": "person", "name": "anna"], "posts": ["a", "b"], "cause": "stop",
        ])
        #expect(line.text == "2026-01-01T10:00:00Z  12  post.held  posts=[\"a\",\"b\"]  cause=stop  by anna")
        #expect(!line.mayChangeHeadline)
        #expect(EventLine(["kind": "post.held", "realm": 2]).text == "-  -  post.held  EXERCISE (realm 2)")
        #expect(EventLine(["kind": "stop.engaged"]).tone == .bad)
        #expect(EventLine(["kind": "stop.engaged"]).mayChangeHeadline)
        #expect(EventLine("not an object").text == "-  -  ?")
    }

    @Test("tail prints an event a line, and an empty end is no event")
    func tail() throws {
        try harness.channel.answer(
            LogInterface.Tail.self, .init(event: ["sequence": 1, "kind": "log.opened"]), .init(event: [:]))
        #expect(harness.run("log", "tail", "--json") == .done)
        #expect(harness.console.output == "{\"sequence\":1,\"kind\":\"log.opened\"}\n")
    }

    @Test("verify that finds damage is not exit 0")
    func verify() throws {
        try harness.channel.answer(
            LogInterface.Verify.self, .init(finished: false, eventsRead: 5, eventsTotal: 10),
            .init(
                finished: true, eventsRead: 10, eventsTotal: 10, sound: false,
                findings: [.init(sequence: 7, block: nil, problem: "checksum")], conclusion: "Damaged."))
        #expect(harness.run("log", "verify") == .notSound)
        #expect(
            harness.console.output.hasPrefix(
                "NOT SOUND: 10 of 10 events read.\nDamaged.\nEVENT  BLOCK  PROBLEM\n"))
        let unfinished = Harness()
        try unfinished.channel.answer(
            LogInterface.Verify.self, .init(finished: false, eventsRead: 5, eventsTotal: 10))
        #expect(unfinished.run("log", "verify") == .unexpectedAnswer)
    }
}
