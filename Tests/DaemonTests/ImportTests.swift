import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// Mentions from files of our own and of other tools, into a running daemon.
@Suite("Mention import")
struct ImportTests {
    private static let angry = [
        "This is a disgrace, four hours stuck in the tunnel and no water!",
        "Worst company ever, never again.",
        "I hate this, my children are crying and nobody tells us anything.",
        "Terrible, awful, unbelievable incompetence.",
        "Absolutely furious. The worst journey of my life.", "Horrible service, shame on you!",
    ]

    @Test("NDJSON: new, repeated and refused ones are counted, the refused by line; again it changes nothing")
    func ndjson() async throws {
        try await DaemonScope.up { scope in
            let path = scope.folder.file("mentions.ndjson")
            let time = "2026-01-05T10:00:00+01:00"
            let lines = [
                Import.line("1", at: time), Import.line("2", at: time), Import.line("1", at: time),
                "nonsense", "",
                #"{"source":"s","id":"3","author":"a","text":"no zone","occurredAt":"2026-01-05T10:00:00"}"#,
                #"{"source":"s","author":"a","text":"no id","occurredAt":"\#(time)"}"#,
                #"{"source":"s","id":"4","author":"a","text":"t","occurredAt":"\#(time)","colour":"red"}"#,
                #"{"source":"s","id":"5","author":"a","text":"future","occurredAt":"2099-01-01T00:00:00Z"}"#,
                #"{"source":"s","id":"6","author":"a","text":"\#(String(repeating: "x", count: 300_000))","occurredAt":"\#(time)"}"#,
                Import.line("7", text: "Grüße 🚂", at: time),
            ]
            let bad: [UInt8] =
                Array(#"{"source":"s","id":"8","author":"a","text":""#.utf8) + [0xC0, 0x80, 10]
            try Files.write(Array((lines.joined(separator: "\n") + "\n").utf8) + bad, to: path)
            let first = try await scope.ctl("mention", "import", path, "--history", "--json")
            #expect(first.status == 20, "\(first.errorOutput)")
            #expect(first.json["new"]?.integerValue == 3)
            #expect(first.json["repeated"]?.integerValue == 1)
            let refused = first.json["refusals"]?.arrayValue?.compactMap { $0["line"]?.integerValue } ?? []
            #expect(refused == [4, 6, 7, 8, 9, 10, 12])
            let again = try await scope.ctl("mention", "import", path, "--history", "--json")
            #expect(again.json["new"]?.integerValue == 0)
            #expect(again.json["repeated"]?.integerValue == 4)
            try await scope.restart()
            let afterwards = try await scope.ctl("mention", "import", path, "--history", "--json")
            #expect(afterwards.json["new"]?.integerValue == 0, "known over a restart")
            #expect(try scope.status()["mentions"]?.integerValue == 3)
        }
    }

    @Test("Another tool's CSV, by --map and --zone; from standard input too")
    func csv() async throws {
        try await DaemonScope.up { scope in
            let rows = [
                "tweet_id,user,body,created,airline",
                #"570306133677760513,cairdin,"What @VirginAmerica said, ""wow""",2015-02-24 11:35:52,virgin"#,
                "570301130888122368,jnardino,\"two\nlines\",2015-02-24 11:15:59,virgin",
                "570301083672813571,yvonne,third,not a time,virgin", "",
            ]
            let csv = rows.joined(separator: "\r\n")
            let path = try scope.folder.write(csv, to: "tweets.csv")
            let map = ["id=tweet_id", "author=user", "text=body", "occurredAt=created", "unit=airline"]
                .flatMap { ["--map", $0] }
            let words =
                ["mention", "import", path, "--source", "twitter", "--zone", "-08:00", "--history", "--json"]
                + map
            let output = try await scope.run(
                Programs.control, words + ["--runtime-directory", scope.runtime])
            #expect(output.status == 20, "\(output)")
            #expect(output.json["new"]?.integerValue == 2, "\(output)")
            let recorded = try scope.events("mention.recorded")
            #expect(recorded.first?.payload["text"]?.stringValue == #"What @VirginAmerica said, "wow""#)
            #expect(recorded.first?.payload["unit"]?.stringValue == "virgin")
            #expect(recorded.first?.description.contains("2015-02-24T19:35:52") == true)
            let noColumn = try await scope.run(
                Programs.control,
                ["mention", "import", path, "--map", "id=twet_id", "--runtime-directory", scope.runtime])
            #expect(noColumn.status == 65, "\(noColumn)")
            #expect(noColumn.all.contains("tweet_id"))
            let input = try await scope.ctl(
                "mention", "import", "-", "--history", "--json",
                input: Import.line("stdin", at: "2026-01-01T00:00:00Z") + "\n")
            #expect(input.json["new"]?.integerValue == 1, "\(input)")
        }
    }

    @Test("History is recorded and scored and never fires a rule")
    func history() async throws {
        try await DaemonScope.up { scope in
            try await adopt(scope)
            try await angryMentions(scope, "--history")
            #expect(try scope.status()["negativeMentions"]?.integerValue ?? 0 >= 4)
            #expect(try scope.events("detection.fired").isEmpty)
            #expect(try scope.status()["crisisPhase"]?.stringValue == "calm")
        }
    }

    @Test(
        "Live mentions fire the rule: its posts are held, a person is told, a dismissal returns those still ahead"
    )
    func live() async throws {
        try await DaemonScope.run { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try Files.write(
                "alerts:\n  - {name: desk, webhook: \"\(receiver.url("/posts"))\"}\n",
                to: scope.configurationFile)
            try await scope.start()
            try await adopt(scope)
            try await scope.done(
                "account", "register", "uk", "--handle", "@uk", "--unit", "eurostar", "--endpoint",
                receiver.url("/echo"))
            try await scope.done(
                "account", "register", "other", "--handle", "@o", "--endpoint", receiver.url("/echo"))
            let soon = Moment.after(milliseconds: 4_000)
            try scope.schedule("offer-soon", on: "uk", at: soon, postClass: "campaign")
            try scope.schedule("offer-later", on: "uk", at: Moment.later, postClass: "campaign")
            try scope.schedule("service", on: "uk", at: Moment.later, postClass: "service")
            try scope.schedule("elsewhere", on: "other", at: Moment.later, postClass: "campaign")
            try await angryMentions(scope, "--live")
            let suspected = try await scope.waitForEvent("crisis.suspected")
            #expect(try scope.events("detection.fired").count == 1)
            #expect(
                try ["offer-soon", "offer-later", "service", "elsewhere"].map { try scope.state(of: $0) } == [
                    "held", "held", "scheduled", "scheduled",
                ])
            try await Wait.until("the alert to arrive") {
                try receiver.requests().contains { $0.text?.contains("Crisis suspected: rule angry") == true }
            }
            _ = try await scope.waitForEvent("alert.delivered")
            #expect(try scope.events("crisis.declared").isEmpty, "a rule activates nothing")
            // What is scheduled into the suspicion is held as well.
            #expect(
                try scope.schedule("new-offer", on: "uk", at: Moment.later, postClass: "campaign") == "held")
            try await Wait.until("the first time to pass") { Moment.now().rfc3339 > soon }
            let crisis = "\(suspected.payload["crisis"]?.integerValue ?? 0)"
            let asked = try await scope.ctl("crisis", "dismiss", crisis, "--verdict", "false")
            #expect(asked.status == 25, "\(asked)")
            #expect(try scope.state(of: "offer-later") == "held")
            try await scope.done("crisis", "dismiss", crisis, "--verdict", "false", "--confirm")
            #expect(try scope.state(of: "offer-later") == "scheduled")
            #expect(try scope.state(of: "new-offer") == "scheduled")
            #expect(try scope.state(of: "offer-soon") == "missed")
            #expect(try receiver.counts()["offer-soon"] == nil)
        }
    }

    private func adopt(_ scope: DaemonScope) async throws {
        try await scope.done(
            "rule", "adopt", "angry", "--window", "60", "--threshold", "4", "--minimum-authors", "3",
            "--unit", "eurostar",
            "--hold", "campaign", "--hold", "routine")
    }

    private func angryMentions(_ scope: DaemonScope, _ mode: String) async throws {
        let now = Moment.now().rfc3339
        let lines = Self.angry.enumerated().map {
            Import.line("angry-\($0)", author: "@\($0)", text: $1, at: now)
        }
        let file = try scope.folder.write(lines.joined(separator: "\n") + "\n", to: "angry.ndjson")
        try await scope.done("mention", "import", file, mode, "--unit", "eurostar")
    }
}
