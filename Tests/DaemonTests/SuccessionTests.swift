import Glibc
import TestSupport
import Testing
import Varlink

/// A damaged log is frozen, and a successor of its sound beginning goes on, stopped.
@Suite("Succession")
struct SuccessionTests {
    private static let anna: UInt32 = 20_001
    private static let ben: UInt32 = 20_002
    private static let team = """
        organisation: Example
        roles:
          releaser: {users: ["20001", "20002"]}
          coordinator: {users: ["0"]}
          administrator: {users: ["0"]}
        """
    private static let text = "a text that can be found"

    /// What the frozen log must still be, and what its successor must say.
    private struct Before {
        var damaged: Int64
        var file: [UInt8]
        var key: String
        var publicKey: String
        var checkpoint: String
        var kept: [String]
    }

    /// A log whose newest post is damaged on the disk; the daemon is down.
    private static func damage(_ scope: DaemonScope) async throws -> Before {
        let receiver = try await Receiver.start(in: scope.folder)
        try scope.register(at: receiver.url())
        for number in 0..<5 { try scope.schedule("p\(number)", at: Moment.later) }
        try await scope.done("log", "checkpoint")
        try scope.schedule("found", at: Moment.later, text: text)
        let events = try scope.events()
        let damaged = try #require(events.last { $0.kind == "post.scheduled" }?.sequence)
        try await scope.kill9()
        try #require(try LogDamage.flip(text, in: scope) > 0)
        return Before(
            damaged: damaged, file: Files.bytes(LogDamage.file(scope)),
            key: Files.text(scope.state + "/log-key"), publicKey: Files.text(scope.state + "/log-key.pub"),
            checkpoint: Files.text(scope.state + "/checkpoint"),
            kept: events.filter { $0.sequence < damaged }.map(\.description))
    }

    /// The daemon is up on the successor.
    private static func check(_ scope: DaemonScope, _ before: Before, persons: Int) async throws {
        let frozen = Files.names(in: scope.state).filter { $0.hasPrefix("log-damaged-") }
        try #require(frozen.count == 1, "\(Files.names(in: scope.state))")
        let place = scope.state + "/" + frozen[0]
        let isSame = Files.bytes(place + "/data.mdb") == before.file
        #expect(isSame, "the evidence is as it was")
        #expect(
            Files.text(place + "/log-key") == before.key
                && Files.text(place + "/log-key.pub") == before.publicKey)
        #expect(Files.text(scope.state + "/log-key.pub") != before.publicKey)
        let verify = try await scope.verify()
        #expect(verify.status == 0, "\(verify)")
        let events = try scope.events()
        let kept = events.prefix(before.kept.count).map(\.description)
        #expect(kept == before.kept, "what was kept has the same sequences and says the same")
        #expect(events.map(\.sequence) == (1...Int64(events.count)).map { $0 })
        let succeeded = try #require(events.dropFirst(before.kept.count).first)
        #expect(succeeded.kind == "log.succeeded" && succeeded.sequence == before.damaged, "\(succeeded)")
        let payload = succeeded.payload
        #expect(payload["keptThrough"]?.integerValue == before.damaged - 1)
        #expect(payload["soundRanges"]?.arrayValue?.first?.stringValue == "1-\(before.damaged - 1)")
        #expect(
            payload["lostRanges"]?.arrayValue?.first?.stringValue?.hasPrefix("\(before.damaged)-") == true,
            "\(payload)")
        #expect(payload["checkpoint"]?.stringValue == before.checkpoint, "\(payload)")
        #expect(payload["persons"]?.arrayValue?.count == persons)
        #expect(payload["frozenAs"]?.stringValue?.hasSuffix(frozen[0]) == true)
        #expect(try scope.status()["publishing"]?.boolValue == false)
        #expect(try scope.engagedEpochs().count == 1)
        let alerts = try scope.call("org.tocsin.Alert.List")["alerts"]?.arrayValue ?? []
        #expect(alerts.contains { $0.text.contains("successor") || $0.text.contains("damaged") }, "\(alerts)")
        let offline = try await scope.run(
            Programs.control, ["log", "verify", "--directory", place, "--json"])
        #expect(offline.status == 21, "\(offline)")
        for name in ["log-successor", "succession"] { #expect(!Files.exists(scope.state + "/" + name)) }
    }

    @Test(
        "Two persons with passphrases, not one twice: the successor comes up stopped, the evidence is frozen",
        .enabled(if: Programs.canBeTwoPersons, "needs root, to be two persons by setpriv"))
    func twoPersons() async throws {
        try await DaemonScope.up(configuration: Self.team) { scope in
            for (user, words) in [(Self.anna, "correct horse battery"), (Self.ben, "staple staple staple")] {
                let set = try await scope.ctl("passphrase", user: user, passphrase: words)
                try #require(set.status == 0, "\(set)")
            }
            let sound = try await scope.ctl(
                "log", "succeed", user: Self.anna, passphrase: "correct horse battery")
            #expect(sound.status == 10, "a sound log needs none: \(sound)")
            let before = try await Self.damage(scope)
            try await scope.start()
            let root = try await scope.ctl("log", "succeed", passphrase: "correct horse battery")
            #expect(root.status == 11, "\(root)")
            let wrong = try await scope.ctl("log", "succeed", user: Self.anna, passphrase: "staple staple")
            #expect(wrong.status == 10, "\(wrong)")
            let first = try await scope.ctl(
                "log", "succeed", user: Self.anna, passphrase: "correct horse battery")
            #expect(first.status == 24, "\(first)")
            let twice = try await scope.ctl(
                "log", "succeed", user: Self.anna, passphrase: "correct horse battery")
            #expect(twice.status == 10, "\(twice)")
            #expect(twice.all.contains("second person"), "\(twice)")
            let second = try await scope.ctl(
                "log", "succeed", user: Self.ben, passphrase: "staple staple staple")
            #expect(second.status == 0, "\(second)")
            _ = try await scope.daemon?.wait()
            try await scope.start()
            try await Self.check(scope, before, persons: 2)
        }
    }

    @Test("At the console: tocsind --successor-of, with a checkpoint that somebody kept")
    func console() async throws {
        try await DaemonScope.up { scope in
            let before = try await Self.damage(scope)
            let foreign = try scope.folder.write(
                before.checkpoint.replacing("tocsin/", with: "tocsin/0"), to: "foreign")
            let refused = try await scope.runToItsEnd(arguments: ["--successor-of", foreign])
            #expect(refused.status != 0 && Files.bytes(LogDamage.file(scope)) == before.file, "\(refused)")
            let kept = try scope.folder.write(before.checkpoint, to: "kept.note")
            try await scope.start(arguments: ["--successor-of", kept])
            try await Self.check(scope, before, persons: 1)
            // It is an ordinary log from here on, and says it once.
            try await scope.restart()
            #expect(try scope.events("log.succeeded").count == 1)
            #expect(try scope.engagedEpochs().count == 1)
            #expect(try await scope.verify().status == 0)
        }
    }

    @Test(
        "Damage far back, which a snapshot covered: what lies behind it is named as readable, and is not taken over"
    )
    func farBack() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("kept", at: Moment.later)
            try scope.schedule("found", at: Moment.later, text: Self.text)
            let damaged = try #require(try scope.events("post.scheduled").last?.sequence)
            for number in 0..<30 { try scope.schedule("p\(number)", at: Moment.later) }
            try await scope.done("log", "checkpoint")
            let last = try #require(try scope.events().last?.sequence)
            try await scope.kill9()
            #expect(try LogDamage.flip(Self.text, in: scope) > 0)
            try await scope.start(arguments: ["--successor-of", scope.state + "/checkpoint"])
            let succeeded = try #require(try scope.events("log.succeeded").first)
            let sound = succeeded.payload["soundRanges"]?.arrayValue?.compactMap(\.stringValue)
            let lost = succeeded.payload["lostRanges"]?.arrayValue?.compactMap(\.stringValue)
            #expect(sound?.first == "1-\(damaged - 1)" && sound?.count == 2, "\(succeeded)")
            #expect(lost == ["\(damaged)-\(damaged)"], "\(succeeded)")
            #expect(sound?.last?.hasPrefix("\(damaged + 1)-") == true, "\(succeeded)")
            #expect(sound?.last.flatMap { Int64($0.split(separator: "-")[1]) } ?? 0 >= last - 2)
            // The stop is in force at once; its event follows.
            try await Wait.until("the stop holds the post") { try scope.state(of: "kept") == "held" }
            #expect(try scope.errorName("org.tocsin.Post.Show", ["post": "p3"]) == "unknown-post")
            // Its own snapshots are the newest from here on.
            try await scope.done("log", "checkpoint")
            #expect(!Files.names(in: scope.state + "/snapshots").isEmpty)
            try await scope.restart()
            #expect(!scope.daemonOutput.contains("passed over"))
            #expect(try await scope.verify().status == 0)
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    @Test("A sound log is given no successor")
    func soundLog() async throws {
        try await DaemonScope.up { scope in
            try await scope.done("log", "checkpoint")
            try await scope.kill9()
            let before = Files.bytes(LogDamage.file(scope))
            let refused = try await scope.runToItsEnd(
                arguments: ["--successor-of", scope.state + "/checkpoint"])
            #expect(refused.status != 0 && refused.errorOutput.contains("sound"), "\(refused)")
            let isSame = Files.bytes(LogDamage.file(scope)) == before
            #expect(isSame)
            try await scope.start()
            #expect(try scope.status()["publishing"]?.boolValue == true)
        }
    }

    @Test(
        "Killed at each renaming, the succession is made good by the next start",
        .enabled(if: Programs.canTrace, "needs strace and the right to trace"), arguments: 1...8)
    func killed(at number: Int) async throws {
        try await DaemonScope.up("succession-\(number)") { scope in
            let before = try await Self.damage(scope)
            let kept = try scope.folder.write(before.checkpoint, to: "kept.note")
            unlink(scope.controlSocket)
            let traced = try scope.spawn(
                arguments: ["--successor-of", kept], program: Programs.strace,
                programArguments: [
                    "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e",
                    "inject=rename,renameat,renameat2:signal=KILL:when=\(number)", Programs.daemon,
                ])
            try await Wait.until("it to be killed, or to be up") {
                traced.status != nil || Files.exists(scope.controlSocket)
            }
            if traced.status == nil {
                let own = Files.text(scope.state + "/tocsind.lock").prefix { $0.isNumber }
                if let pid = pid_t(own) { kill(pid, SIGKILL) }
                _ = try await traced.wait()
            }
            // Before the first name was changed the log is the damaged one; afterwards it is the successor.
            if Files.names(in: scope.state).allSatisfy({ !$0.hasPrefix("log-damaged-") }) {
                let isSame = Files.bytes(LogDamage.file(scope)) == before.file
                #expect(isSame)
                try await scope.start(arguments: ["--successor-of", kept])
            } else {
                try await scope.start()
            }
            try await Self.check(scope, before, persons: 1)
        }
    }
}
