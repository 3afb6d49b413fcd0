import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// Releasing: by two persons or slowly by one, and what it does not do.
@Suite("Release")
struct ReleaseTests {
    private static let anna: UInt32 = 20_001
    private static let ben: UInt32 = 20_002
    private static let stranger: UInt32 = 20_003
    private static let team = """
        organisation: Example
        roles:
          releaser: {users: ["20001", "20002"]}
          coordinator: {users: ["0"]}
          administrator: {users: ["0"]}
        """
    private static let solo = "release: {profile: solo, delayMinutes: 0}\n"

    @Test(
        "Two persons with passphrases of their own release; nobody else, no wrong word, and nobody twice",
        .enabled(if: Programs.canBeTwoPersons, "needs root, to be two persons by setpriv"))
    func twoPersons() async throws {
        try await DaemonScope.up(configuration: Self.team) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("held", at: Moment.later)
            try await scope.done("stop")
            let epoch = "\(try #require(try scope.engagedEpochs().first))"
            let readiness = try await scope.ctl("readiness")
            #expect(readiness.all.contains("RELEASE NOT POSSIBLE: needs 2 more persons"))
            for (user, words) in [(Self.anna, "correct horse battery"), (Self.ben, "staple staple staple")] {
                let set = try await scope.ctl("passphrase", user: user, passphrase: words)
                try #require(set.status == 0, "\(set)")
            }
            let stranger = try await scope.ctl(
                "release", epoch, user: Self.stranger, passphrase: "correct horse battery")
            #expect(stranger.status == 11, "\(stranger)")
            let root = try await scope.ctl("release", epoch, passphrase: "correct horse battery")
            #expect(root.status == 11, "\(root)")
            let wrong = try await scope.ctl(
                "release", epoch, user: Self.anna, passphrase: "staple staple staple")
            #expect(wrong.status == 10, "\(wrong)")
            #expect(wrong.all.contains("the passphrase is wrong"))
            let rehearsal = try await scope.ctl(
                "release", "--rehearse", user: Self.ben, passphrase: "staple staple staple")
            #expect(rehearsal.status == 0, "\(rehearsal)")
            let first = try await scope.ctl(
                "release", epoch, user: Self.anna, passphrase: "correct horse battery")
            #expect(first.status == 24, "\(first)")
            let twice = try await scope.ctl(
                "release", epoch, user: Self.anna, passphrase: "correct horse battery")
            #expect(twice.status == 10, "\(twice)")
            #expect(twice.all.contains("second person"))
            #expect(try scope.engagedEpochs().count == 1)
            let second = try await scope.ctl(
                "release", epoch, user: Self.ben, passphrase: "staple staple staple")
            #expect(second.status == 0, "\(second)")
            #expect(second.output.contains("RELEASED"))
            #expect(try scope.engagedEpochs().isEmpty)
            #expect(try scope.state(of: "held") == "held")
            #expect(try scope.post("held")["needsReview"]?.boolValue == true)
            let again = try await scope.ctl(
                "release", epoch, user: Self.ben, passphrase: "staple staple staple")
            #expect(again.status == 10, "\(again)")
            let refused = try scope.events("operator.commandRefused")
            #expect(
                refused.contains {
                    $0.payload["uid"]?.integerValue == Int64(Self.stranger)
                        || $0.actorUid == Int64(Self.stranger)
                })
            // No passphrase reached the log.
            #expect(try !scope.events().contains { $0.description.contains("battery") })
        }
    }

    @Test("The solo profile: a passphrase, the number of held posts typed, a delay, and the record says SOLO")
    func alone() async throws {
        try await DaemonScope.up(configuration: Self.solo) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for number in 0..<3 { try scope.schedule("p\(number)", at: Moment.later) }
            try await scope.done("stop")
            let epoch = "\(try #require(try scope.engagedEpochs().first))"
            let none = try await scope.ctl(
                "release", epoch, "--held-count", "3", passphrase: "correct horse battery")
            #expect(none.status == 10, "nobody has a passphrase yet: \(none)")
            let set = try await scope.ctl("passphrase", passphrase: "correct horse battery")
            #expect(set.status == 0, "\(set)")
            let miscounted = try await scope.ctl(
                "release", epoch, "--held-count", "2", passphrase: "correct horse battery")
            #expect(miscounted.status == 10, "\(miscounted)")
            let first = try await scope.ctl(
                "release", epoch, "--held-count", "3", passphrase: "correct horse battery")
            #expect(first.status == 24, "\(first)")
            let second = try await scope.ctl(
                "release", epoch, "--held-count", "3", passphrase: "correct horse battery")
            #expect(second.status == 0, "\(second)")
            #expect(try scope.events("stop.released").first?.payload["solo"]?.boolValue == true)
            for number in 0..<3 { #expect(try scope.state(of: "p\(number)") == "held") }
        }
    }

    @Test("The solo profile's delay cannot be cut short")
    func delay() async throws {
        try await DaemonScope.up(configuration: "release: {profile: solo, delayMinutes: 1}\n") { scope in
            try await scope.done("stop")
            let epoch = "\(try #require(try scope.engagedEpochs().first))"
            _ = try await scope.ctl("passphrase", passphrase: "correct horse battery")
            let first = try await scope.ctl(
                "release", epoch, "--held-count", "0", passphrase: "correct horse battery")
            #expect(first.status == 24, "\(first)")
            let early = try await scope.ctl(
                "release", epoch, "--held-count", "0", passphrase: "correct horse battery")
            #expect(early.status == 10, "\(early)")
            #expect(early.all.contains("SOLO"))
            try await scope.restart()
            let afterRestart = try await scope.ctl(
                "release", epoch, "--held-count", "0", passphrase: "correct horse battery")
            #expect(afterRestart.status == 10, "\(afterRestart)")
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    @Test(
        "After a release each post waits for a decision, from a file too; a time that has passed is never kept"
    )
    func decisions() async throws {
        try await DaemonScope.up(configuration: Self.solo) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            let soon = Moment.after(milliseconds: 1_000)
            for post in ["past-keep", "past-move", "untouched"] { try scope.schedule(post, at: soon) }
            for post in ["keep", "cancel", "back"] { try scope.schedule(post, at: Moment.later) }
            try await scope.done("stop")
            try await Release.solo(scope)
            try await Wait.until("the time to pass") { Moment.now().rfc3339 > soon }
            let list = try await scope.done("post", "list", "--held", "--csv")
            #expect(list.output.split(whereSeparator: \.isNewline).count == 7, "\(list)")
            let moved = Moment.after(milliseconds: 3_000)
            let file = try scope.folder.write(
                """
                post,decision,newDueAt
                past-keep,keep,
                past-move,move,\(moved)
                keep,keep,
                cancel,cancel,
                back,move,\(soon)
                untouched,,
                nobody,keep,
                """, to: "decisions.csv")
            let output = try await scope.ctl("post", "decide", "--from", file)
            #expect(output.status == 20, "\(output)")
            #expect(output.output.contains("3 decided, 3 refused"), "\(output)")
            let states = try ["past-keep", "past-move", "keep", "cancel", "back", "untouched"].map {
                try scope.state(of: $0)
            }
            #expect(states == ["held", "scheduled", "scheduled", "cancelled", "held", "held"])
            #expect(
                try await scope.wait(for: "past-move", toBe: ["published", "failed", "held"]) == "published")
            #expect(try receiver.counts() == ["past-move": 1])
        }
    }

    @Test("No decision brings a post past a stop that is engaged")
    func decisionsUnderAStop() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("one", at: Moment.later)
            try await scope.done("stop")
            for words in [["--keep"], ["--at", Moment.after(milliseconds: 500)]] {
                let output = try await scope.run(
                    Programs.control,
                    ["post", "review", "one"] + words + ["--runtime-directory", scope.runtime])
                #expect(output.status != 0, "\(output)")
            }
            let unhold = try await scope.ctl("post", "unhold", "one")
            #expect(unhold.status == 10, "\(unhold)")
            #expect(try scope.state(of: "one") == "held")
        }
    }

    @Test("Killed right after each step of stop and release in turn: no stop is lost, none is invented")
    func killedAfterEachStep() async throws {
        try await DaemonScope.up(configuration: Self.solo) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            for account in ["a", "b"] { try scope.register(account, at: receiver.url()) }
            try scope.schedule("post", on: "a", at: Moment.later)
            try scope.call("org.tocsin.Stop.SetPassphrase", ["replacement": "correct horse battery"])
            var expected: Set<Int64> = []
            func engage(_ parameters: JSONValue) throws {
                let reply = try scope.call("org.tocsin.Stop.Engage", parameters)
                expected.insert(try #require(reply["epoch"]?.integerValue))
            }
            func release(_ epoch: Int64, _ outcome: String) throws {
                let reply = try Release.call(scope, epoch)
                #expect(reply["outcome"]?.stringValue == outcome)
                if outcome == "released" { expected.remove(epoch) }
            }
            func crash() async throws {
                try await scope.restart()
                let found = Set(try scope.engagedEpochs())
                #expect(found == expected)
                let publishing = try scope.status()["publishing"]?.boolValue
                #expect(publishing == expected.isEmpty)
                #expect(try scope.state(of: "post") == "held")
            }
            try engage(["scopes": ["account:a"]])
            try await crash()
            try engage([:])
            try await crash()
            let epochs = expected.sorted()
            for epoch in epochs {
                try release(epoch, "waiting")
                try await crash()
                try release(epoch, "released")
                try await crash()
            }
            try engage(["scopes": ["account:b"]])
            try await crash()
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
        }
    }

    @Test(
        "Killed at any moment within a stop or a release: what was acknowledged holds",
        arguments: UInt64(1)...6)
    func killedWithin(seed: UInt64) async throws {
        try await DaemonScope.up("killedWithin-\(seed)", configuration: Self.solo) { scope in
            try scope.call("org.tocsin.Stop.SetPassphrase", ["replacement": "correct horse battery"])
            var random = SeededGenerator(seed: seed)
            // Sent, and perhaps never read: the kill comes within a few milliseconds of it.
            let press = try RawSocket(scope.stopSocket)
            press.send("stop\n")
            usleep(UInt32.random(in: 0...3_000, using: &random))
            try await scope.kill9()
            let answer = press.receive(within: .seconds(1)) ?? []
            try await scope.start()
            let engaged = try scope.engagedEpochs()
            #expect(engaged.count <= 1, "seed \(seed)")
            if String(decoding: answer, as: UTF8.self).contains("STOPPED") {
                #expect(engaged.count == 1, "seed \(seed)")
            }
            guard let epoch = engaged.first else { return }
            _ = try Release.call(scope, epoch)
            let call = try RawSocket(scope.controlSocket)
            call.send(
                #"{"method":"org.tocsin.Stop.Release","parameters":{"epoch":\#(epoch),"passphrase":"correct horse battery","heldCount":0}}"#
                    + "\u{0}")
            usleep(UInt32.random(in: 0...200_000, using: &random))
            try await scope.kill9()
            let reply = String(decoding: call.receive(within: .seconds(1)) ?? [], as: UTF8.self)
            try await scope.start()
            let left = try scope.engagedEpochs()
            #expect(left == [epoch] || left.isEmpty, "seed \(seed)")
            if reply.contains("released") { #expect(left.isEmpty, "seed \(seed)") }
            #expect(try scope.events("stop.released").count == (left.isEmpty ? 1 : 0), "seed \(seed)")
        }
    }
}
