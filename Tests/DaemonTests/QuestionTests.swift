import CrisisModel
import EventLog
import Rewind
import TestSupport
import Testing
import Varlink

/// Questions to the log of a real daemon: over its socket, on its folder when it has ended, and on an export.
@Suite("Questions to the log")
struct QuestionTests {
    /// The night of 2009 in a drill, and a live post that a live stop holds.
    private static func tell(_ scope: DaemonScope) async throws {
        let receiver = try await Receiver.start(in: scope.folder)
        try scope.register(at: receiver.url())
        try scope.schedule("one", at: Moment.after(milliseconds: 200))
        _ = try await scope.wait(for: "one", toBe: ["published"])
        try scope.schedule("two", at: Moment.after(milliseconds: 60_000))
        try await scope.done("stop", "--scope", "account:desk", "--reason", "a test")
        _ = try await scope.finalReceipt(try #require(try scope.engagedEpochs().first))
        let lines =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
            + "/replay-fixtures/eurostar-2009/events.ndjson"
        try await scope.done("drill", "start", "night", "--clock-start", "2009-12-18T17:00:00Z")
        try await scope.done("drill", "inject", lines, "--drill", "night")
    }

    private static func questions(_ scope: DaemonScope) throws -> [[String]] {
        let published = try #require(try scope.events("post.published").first).sequence
        let firing = try #require(try scope.events("detection.fired").first).sequence
        let stop = try #require(try scope.engagedEpochs().first)
        return [
            ["log", "why", "\(published)"], ["log", "why", "\(firing)"], ["log", "prove-stop", "\(stop)"],
            ["log", "prove-stop", "1", "--drill", "night"],
            ["log", "what-if", "stop", "--at", "\(published - 2)", "--scope", "account:desk"],
            ["log", "what-if", "stop", "--at", "2009-12-18T19:00:00Z", "--drill", "night"],
            [
                "log", "report", "--from", "2009-12-18T00:00:00Z", "--to", "2009-12-20T00:00:00Z", "--drill",
                "night",
            ],
            ["log", "replay", "--speed", "0", "--filter", "kind=stop", "--filter", "kind=crisis"],
        ]
    }

    /// Without where the log ended, which moves on: an export is an event, and so is the last checkpoint.
    private static func comparable(_ output: CommandOutput) throws -> String {
        try output.output.split(separator: "\n").map { line in
            guard case .object(var object) = try JSONValue(parsing: String(line)) else { return String(line) }
            object["lastSequence"] = nil
            object["conclusion"] = nil
            return JSONValue.object(object).text
        }.joined(separator: "\n")
    }

    @Test(
        "The daemon, its folder and an export give the same answers; every decision is made again as recorded"
    )
    func same() async throws {
        try await DaemonScope.up { scope in
            try await Self.tell(scope)
            let questions = try Self.questions(scope)
            var answers: [String] = []
            for question in questions {
                let output = try await scope.run(
                    Programs.control, question + ["--json", "--runtime-directory", scope.runtime])
                #expect(output.status == 0, "\(output)")
                answers.append(try Self.comparable(output))
            }
            let export = scope.folder.file("export.ndjson")
            try await scope.done("log", "export", "--out", export)
            #expect(try await scope.terminate() == 0)
            for place in [["--directory", scope.state + "/log"], ["--file", export]] {
                for (question, answer) in zip(questions, answers) {
                    let output = try await scope.run(Programs.control, question + ["--json"] + place)
                    #expect(
                        try output.status == 0 && Self.comparable(output) == answer,
                        "\(question): \(output)")
                }
            }
            let log = try EventLog.open(
                directory: scope.state + "/log", options: EventLogOptions(access: .readOnly), clock: .system()
            )
            let replay = try DecisionReplay.run(LogSource(log))
            #expect(replay.isSame, "\(replay.conclusion) \(replay.differences.first?.words ?? "")")
            #expect(replay.notDecided.isEmpty && replay.eventsCompared > 1_000)
        }
    }

    @Test("Who may not ask is told so, and what is not there is refused in words")
    func refused() async throws {
        try await DaemonScope.up { scope in
            #expect(try scope.errorName("org.tocsin.Log.Why", ["sequence": 100_000]) == "unknown-event")
            #expect(try scope.errorName("org.tocsin.Log.ProveStop", ["stop": 7]) == "unknown-stop")
            #expect(
                try scope.errorName(
                    "org.tocsin.Log.WhatIfStop", ["sequence": 1, "scopes": ["account:ghost"]]) == "bad-scope")
            #expect(try scope.errorName("org.tocsin.Log.WhatIfStop", [:]) == "bad-word")
            #expect(
                try scope.errorName(
                    "org.tocsin.Log.Indicators",
                    ["from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"])
                    == "bad-range")
            let output = try await scope.ctl("log", "prove-stop", "7")
            #expect(output.status == 10 && output.errorOutput.contains("there is no stop 7"))
        }
    }
}
