import Glibc
import TestSupport
import Testing
import Varlink

/// A damaged log: nobody is mute for it, nothing is published on the strength of it, and a stop is always taken.
@Suite("A damaged log")
struct DamageTests {
    private static let text = "a text that can be found"
    /// A note of the tree is kept for so many blocks, and what follows the newest is read at each start.
    private static let blocksBeyondNote = 300

    @Test(
        "Damage in the newest block: up for reading only, stopped, the event named, and a stop is durable")
    func newestBlock() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("later", at: Moment.later)
            try await scope.done("log", "checkpoint")
            try scope.schedule("one", at: Moment.after(milliseconds: 1_500), text: Self.text)
            let damaged = try #require(try scope.events("post.scheduled").last?.sequence)
            try await scope.kill9()
            let backup = Files.bytes(LogDamage.file(scope))
            #expect(try LogDamage.flip(Self.text, in: scope) > 0)
            let bytes = Files.bytes(LogDamage.file(scope))
            try await scope.start()
            let status = try await scope.ctl("status")
            #expect(status.all.contains("\(damaged)") && status.all.contains("damaged"), "\(status)")
            #expect(try scope.status()["publishing"]?.boolValue == false)
            try await Self.refused(scope)
            try await Self.answersReaders(scope, damaged: damaged)
            try await Self.takesAStop(scope)
            #expect(try receiver.requests().isEmpty)
            let isSame = Files.bytes(LogDamage.file(scope)) == bytes
            #expect(isSame, "the evidence is as it was")
            // With the log put right, the stop that it could not take is in it.
            try await scope.kill9()
            try Files.write(backup, to: LogDamage.file(scope))
            try await scope.start()
            #expect(try scope.engagedEpochs().count == 1)
            #expect(try scope.events("stop.engaged").count == 1)
            #expect(try scope.state(of: "one") == "held")
            #expect(try receiver.requests().isEmpty)
            #expect(try await scope.verify().status == 0)
        }
    }

    private static func refused(_ scope: DaemonScope) async throws {
        let schedule: JSONValue = [
            "newPost": ["post": "new", "account": "desk", "text": "Hi", "dueAt": .string(Moment.later)]
        ]
        #expect(try scope.errorName("org.tocsin.Post.Schedule", schedule) == "org.tocsin.Service.ReadOnly")
        let line = Import.line("m", at: "2026-01-01T00:00:00Z")
        #expect(
            try scope.errorName(
                "org.tocsin.Mention.Import", ["lines": [.string(line)], "firstLine": 1, "mode": "live"])
                == "org.tocsin.Service.ReadOnly")
        #expect(try scope.errorName("org.tocsin.Log.SignCheckpoint") == "org.tocsin.Service.ReadOnly")
        let command = try await scope.ctl("post", "schedule", "desk", "Hi", "--at", Moment.later)
        #expect(command.status != 0 && command.all.contains("nothing was recorded"), "\(command)")
    }

    private static func answersReaders(_ scope: DaemonScope, damaged: Int64) async throws {
        let events = try scope.events()
        #expect(events.map(\.sequence) == Array(1..<damaged))
        let tail = try await scope.ctl("log", "tail")
        #expect(tail.status == 0 && tail.output.contains("post.scheduled"), "\(tail)")
        let verify = try await scope.verify()
        #expect(verify.status == 21, "\(verify)")
        #expect(verify.json["sound"]?.boolValue == false, "\(verify)")
        #expect(
            verify.json["findings"]?.arrayValue?.contains { $0["sequence"]?.integerValue == damaged } == true,
            "\(verify)")
        let words = try await scope.ctl("log", "verify")
        #expect(words.output.contains("NOT SOUND"), "\(words)")
        let readiness = try await scope.ctl("readiness")
        #expect(readiness.status != 0 || readiness.all.contains("damaged"), "\(readiness)")
    }

    private static func takesAStop(_ scope: DaemonScope) async throws {
        let stop = try await scope.ctl("stop", "--reason", "the log is damaged")
        #expect(stop.status == 0, "\(stop)")
        try await scope.restart()
        #expect(try scope.status()["publishing"]?.boolValue == false)
        // The latch on disk has it; the log could not take it.
        let latches = Files.names(in: scope.state).filter { $0.contains("latch") }
        #expect(!latches.isEmpty, "\(Files.names(in: scope.state))")
    }

    @Test("Damage that a snapshot covers: service goes on, an alert is raised, readiness shows it")
    func covered() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("old", at: Moment.later, text: Self.text)
            let damaged = try #require(try scope.events("post.scheduled").last?.sequence)
            for number in 0..<Self.blocksBeyondNote { try scope.schedule("p\(number)", at: Moment.later) }
            try await scope.done("log", "checkpoint")
            try await scope.kill9()
            #expect(try LogDamage.flip(Self.text, in: scope) > 0)
            try await scope.start()
            let alert = try await Wait.value("the alert") {
                try scope.call("org.tocsin.Alert.List")["alerts"]?.arrayValue?.first {
                    $0["subject"]?.stringValue == "The log is damaged"
                }
            }
            #expect(alert.text.contains("event \(damaged)"), "\(alert)")
            #expect(try scope.status()["publishing"]?.boolValue == true)
            try scope.schedule("now", at: Moment.after(milliseconds: 300))
            #expect(try await scope.wait(for: "now", toBe: ["published"]) == "published")
            let items = try scope.call("org.tocsin.Service.Readiness")["items"]?.arrayValue ?? []
            let item = try #require(items.first { $0["item"]?.stringValue == "record: log" })
            #expect(item["ok"]?.boolValue == false, "\(item)")
            #expect(item["detail"]?.stringValue?.contains("\(damaged)") == true, "\(item)")
        }
    }

    @Test(
        "A damaged page of the store ends a child, not the daemon: it comes up and takes a stop",
        arguments: LogDamage.Ruin.allCases)
    func damagedPage(ruin: LogDamage.Ruin) async throws {
        try await DaemonScope.up("damaged-page-\(ruin)") { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for number in 0..<200 { try scope.schedule("p\(number)", at: Moment.later) }
            try scope.schedule("last", at: Moment.later, text: Self.text)
            let damaged = try #require(try scope.events("post.scheduled").last?.sequence)
            for number in 200..<220 { try scope.schedule("p\(number)", at: Moment.later) }
            try await scope.kill9()
            #expect(try LogDamage.ruinPages(holding: Self.text, ruin, in: scope) > 0)
            try await scope.start()
            #expect(try scope.status()["publishing"]?.boolValue == false)
            #expect(try scope.errorName("org.tocsin.Log.SignCheckpoint") == "org.tocsin.Service.ReadOnly")
            let events = try scope.events()
            #expect(events.count < damaged, "\(events.count) of \(damaged)")
            let verify = try await scope.ctl("log", "verify")
            #expect(verify.output.contains("NOT SOUND"), "\(verify)")
            #expect(try await scope.ctl("log", "tail").status == 0)
            try await Self.livesThroughQuestions(scope)
            #expect(try await scope.ctl("stop").status == 0)
            #expect(scope.daemon?.status == nil, "it lives")
        }
    }

    /// Whatever they are answered.
    private static func livesThroughQuestions(_ scope: DaemonScope) async throws {
        for words in [
            ["why", "60"], ["state", "--at", "60"], ["rebuild"], ["prove", "60"], ["prove-stop", "1"],
            ["diff", "40", "60"], ["stats"], ["tail", "--from", "1"], ["export", "--from", "30"],
        ] {
            let answer = try await scope.run(
                Programs.control, ["log"] + words + ["--runtime-directory", scope.runtime])
            // What a dying daemon was asked may be answered before it is gone.
            #expect(try scope.status()["version"] != nil, "\(answer)")
            #expect(scope.daemon?.status == nil, "\(answer)")
        }
    }

    @Test(
        "A damaged page that a snapshot covers, met by another version: it waits, and lives",
        arguments: LogDamage.Ruin.allCases)
    func coveredPageUpgrade(ruin: LogDamage.Ruin) async throws {
        try await DaemonScope.up("covered-upgrade-\(ruin)") { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for number in 0..<40 { try scope.schedule("a\(number)", at: Moment.later) }
            try scope.schedule("old", at: Moment.later, text: Self.text)
            let damaged = try #require(try scope.events("post.scheduled").last?.sequence)
            for number in 0..<Self.blocksBeyondNote { try scope.schedule("p\(number)", at: Moment.later) }
            try await scope.done("log", "checkpoint")
            #expect(try await scope.terminate() == 0)
            do {
                let log = try ClosedLog.open(scope.state + "/log")
                try ClosedLog.append([ClosedLog.opened(version: "0.0.9", in: log)], to: log)
            }
            #expect(try LogDamage.ruinPages(holding: Self.text, ruin, in: scope) > 0)
            try await scope.start()
            let status = try await scope.ctl("status")
            #expect(status.all.contains("cannot decide") && status.all.contains("successor-of"), "\(status)")
            #expect(try scope.status()["publishing"]?.boolValue == false)
            #expect(try await scope.ctl("log", "verify").output.contains("NOT SOUND"))
            try await Self.livesThroughQuestions(scope)
            #expect(try await scope.ctl("stop").status == 0)
            try await scope.kill9()
            try await scope.start(arguments: ["--successor-of", scope.state + "/checkpoint"])
            let succeeded = try #require(try scope.events("log.succeeded").first)
            #expect(succeeded.payload["keptThrough"]?.integerValue ?? damaged < damaged, "\(succeeded)")
            #expect(try scope.status()["publishing"]?.boolValue == false)
            #expect(try await scope.verify().status == 0)
        }
    }

    @Test(
        "A damaged page that a snapshot covers: readers are refused, and the daemon lives",
        arguments: LogDamage.Ruin.allCases)
    func coveredPage(ruin: LogDamage.Ruin) async throws {
        try await DaemonScope.up("covered-page-\(ruin)") { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for number in 0..<40 { try scope.schedule("a\(number)", at: Moment.later) }
            try scope.schedule("old", at: Moment.later, text: Self.text)
            for number in 0..<Self.blocksBeyondNote { try scope.schedule("p\(number)", at: Moment.later) }
            try await scope.done("log", "checkpoint")
            try await scope.kill9()
            #expect(try LogDamage.ruinPages(holding: Self.text, ruin, in: scope) > 0)
            try await scope.start()
            _ = try await Wait.value("the alert") {
                try scope.call("org.tocsin.Alert.List")["alerts"]?.arrayValue?.first {
                    $0["subject"]?.stringValue == "The log is damaged"
                }
            }
            let verify = try await scope.ctl("log", "verify")
            #expect(verify.output.contains("NOT SOUND"), "\(verify)")
            #expect(try await scope.ctl("log", "export").status != 0)
            let exact = try await scope.ctl("log", "export", "--exact", "--out", scope.folder.file("exact"))
            #expect(exact.status != 0, "\(exact)")
            try await Self.livesThroughQuestions(scope)
            #expect(try await scope.ctl("log", "tail").status == 0, "the newest events can be read")
            try scope.schedule("now", at: Moment.after(milliseconds: 300))
            #expect(try await scope.wait(for: "now", toBe: ["published"]) == "published")
            #expect(try await scope.ctl("stop").status == 0)
            #expect(scope.daemon?.status == nil, "it lives")
        }
    }
}
