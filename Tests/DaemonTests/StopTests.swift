import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// The ways to press stop, what they cover, and what they say.
@Suite("Stop")
struct StopTests {
    @Test("A bare stop holds every post on every account and is durable when it answers")
    func bare() async throws {
        let configuration = """
            organisation: Example
            outsideOurReach:
              - name: Boosted posts at the agency
                owner: press@example.org
            """
        try await DaemonScope.up(configuration: configuration) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            for account in ["a", "b"] { try scope.register(account, at: receiver.url()) }
            for number in 0..<10 {
                try scope.schedule(
                    "p\(number)", on: number < 4 ? "a" : "b", at: Moment.after(milliseconds: 2_500))
            }
            let output = try await scope.ctl("stop", "--reason", "trains are stuck")
            #expect(output.status == 0, "\(output)")
            #expect(output.output.hasPrefix("STOPPED "))
            #expect(output.output.contains("10 posts held on 2 accounts"))
            #expect(output.output.contains("Boosted posts at the agency"))
            #expect(output.output.contains("RELEASE NOT POSSIBLE: needs 2 more persons"))
            #expect(output.output.contains("Next:"))
            let engaged = try await scope.waitForEvent("stop.engaged")
            #expect(engaged.reason == "trains are stuck")
            #expect(engaged.payload["durability"]?.stringValue == "durable")
            // A post scheduled now is taken, as held, and says so.
            let late = try await scope.ctl(
                "post", "schedule", "a", "Under the stop", "--at", Moment.later, "--post", "late")
            #expect(late.status == 0)
            #expect(late.output.contains("held"))
            #expect(late.output.contains("stop \(engaged.epoch ?? 0) is engaged"))
            // Everything's time passes: nothing is sent.
            try await Wait.until("the times to pass") {
                try scope.post("p9")["dueAt"]?.stringValue ?? "" < Moment.now().rfc3339
            }
            for number in 0..<10 { #expect(try scope.state(of: "p\(number)") == "held") }
            #expect(try receiver.requests().isEmpty)
            let receipt = try await scope.ctl("receipt", "\(engaged.epoch ?? 0)")
            #expect(receipt.status == 0)
            #expect(receipt.output.contains("11 posts held on 2 accounts"))
            // A repeated stop is harmless, and is acknowledged.
            let again = try await scope.ctl("stop", "--json")
            #expect(again.status == 0)
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
        }
    }

    private static let narrowings: [(String, Set<String>)] = [
        ("account:a", ["a-plain", "a-campaign"]), ("campaign:xmas", ["a-campaign"]),
        ("class:service", ["b-service"]),
        ("network:webhook", ["a-plain", "a-campaign", "b-plain", "b-service"]),
        ("all", ["a-plain", "a-campaign", "b-plain", "b-service"]),
    ]

    @Test("A scope narrows the stop to what it names", arguments: narrowings)
    func scopes(scope name: String, held: Set<String>) async throws {
        try await DaemonScope.up("scopes") { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            for account in ["a", "b"] { try scope.register(account, at: receiver.url()) }
            let due = Moment.after(milliseconds: 1_500)
            try scope.schedule("a-plain", on: "a", at: due)
            try scope.schedule("a-campaign", on: "a", at: due, campaign: "xmas")
            try scope.schedule("b-plain", on: "b", at: due)
            try scope.schedule("b-service", on: "b", at: due, postClass: "service")
            let output = try await scope.ctl("stop", "--scope", name)
            #expect(output.status == 0, "\(output)")
            for post in ["a-plain", "a-campaign", "b-plain", "b-service"] {
                let state = try await scope.wait(for: post, toBe: ["held", "published", "failed", "unknown"])
                #expect(state == (held.contains(post) ? "held" : "published"), "\(post)")
            }
            #expect(Set(try receiver.counts().keys).isDisjoint(with: held))
        }
    }

    @Test("A scope that matches nothing says NOT STOPPED with near names, and stops nothing")
    func unmatched() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register("eurostar-uk", at: receiver.url())
            let output = try await scope.ctl("stop", "--scope", "account:eurostar-ku")
            #expect(output.status == 2, "\(output)")
            #expect(output.all.contains("NOT STOPPED"))
            #expect(output.all.contains("account:eurostar-uk"))
            #expect(try scope.engagedEpochs().isEmpty)
            try scope.schedule("one", on: "eurostar-uk", at: Moment.after(milliseconds: 200))
            #expect(try await scope.wait(for: "one", toBe: ["published", "held"]) == "published")
            let misspelt = try await scope.ctl("stpo")
            #expect(misspelt.status == 64)
            #expect(misspelt.all.contains("NOT STOPPED"))
            let unknownOption = try await scope.ctl("stop", "--acount", "x")
            #expect(unknownOption.status == 64)
            #expect(unknownOption.all.contains("NOT STOPPED"))
            #expect(try scope.engagedEpochs().isEmpty)
        }
    }

    @Test("Whatever is written to the stop socket and is no narrower stop, stops everything")
    func socketMessages() async throws {
        let messages: [[UInt8]] = [
            [], Array("\n".utf8), Array("please stop\n".utf8), [0xFF, 0xFE, 0x00],
            Array("{ not json\u{0}".utf8),
            Array(#"{"method":"org.tocsin.Stop.Engage","parameters":{"scoeps":["account:desk"]}}"#.utf8) + [
                0
            ],
            Array(#"{"method":"org.tocsin.Stop.Release","parameters":{}}"#.utf8) + [0],
            [UInt8](repeating: UInt8(ascii: "{"), count: 5_000),
        ]
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for (index, message) in messages.enumerated() {
                let socket = try RawSocket(scope.stopSocket)
                socket.send(message)
                socket.finishSending()
                let answer = try #require(socket.receive(), "message \(index)")
                #expect(!answer.isEmpty, "message \(index)")
                try await Wait.until("the stop of message \(index)") { try scope.stops().count == index + 1 }
                let stop = try #require(try scope.stops().last)
                #expect(stop["scopes"]?.arrayValue == [.string("all")], "message \(index)")
            }
            #expect(try scope.status()["publishing"]?.boolValue == false)
        }
    }

    @Test("SIGUSR1 stops everything")
    func signal() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("one", at: Moment.after(milliseconds: 1_200))
            scope.daemon?.signal(SIGUSR1)
            let engaged = try await scope.waitForEvent("stop.engaged")
            #expect(engaged.payload["origin"]?.stringValue == "signal")
            #expect(engaged.payload["scopes"]?.arrayValue == [.string("all")])
            #expect(try await scope.wait(for: "one", toBe: ["held", "published"]) == "held")
            try await scope.restart()
            #expect(try scope.engagedEpochs() == [engaged.epoch ?? 0])
            #expect(try receiver.requests().isEmpty)
        }
    }

    @Test("A file named stop stops, in either directory, and is taken away when the log has the stop")
    func sentinel() async throws {
        try await DaemonScope.up { scope in
            for (index, directory) in [scope.runtime, scope.state].enumerated() {
                try Files.write("pressed by hand", to: directory + "/stop")
                try await Wait.until("stop \(index)") { try scope.stops().count == index + 1 }
                let stop = try #require(try scope.stops().last)
                #expect(stop["origin"]?.stringValue == "sentinel")
                #expect(stop["scopes"]?.arrayValue == [.string("all")])
                try await Wait.until("the file to go") { !Files.exists(directory + "/stop") }
            }
        }
    }

    @Test("A live stop ignores drills: with one running, a bare stop is a stop of the live realm")
    func drillsDoNotRedirect() async throws {
        try await DaemonScope.up { scope in
            try await scope.done("drill", "start", "night", "--clock-start", "2009-12-18T17:00:00Z")
            let drill = try await scope.ctl("stop", "--drill", "night")
            #expect(drill.status == 0, "\(drill)")
            #expect(drill.output.hasPrefix("EXERCISE"))
            #expect(try scope.stops().isEmpty)
            let live = try await scope.run(
                Programs.control, ["stop", "--runtime-directory", scope.runtime],
                environment: ["TOCSIN_DRILL": "night", "DRILL": "night"])
            #expect(live.status == 0)
            #expect(live.output.hasPrefix("STOPPED"))
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    @Test(
        "Under a stop a crisis statement passes when it is declared and approved after the stop, and no other post"
    )
    func crisisStatements() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            let due = Moment.after(milliseconds: 4_000)
            try scope.schedule("early", at: due, postClass: "crisis")
            try await scope.done("post", "approve", "early")
            try await scope.done("stop")
            try scope.schedule("statement", at: due, postClass: "crisis")
            try scope.schedule("unapproved", at: due, postClass: "crisis")
            try scope.schedule("routine", at: due)
            try await scope.done("crisis", "declare", "--reason", "stuck trains")
            try await scope.done("post", "approve", "statement")
            try await scope.done("post", "approve", "routine")
            #expect(try scope.state(of: "statement") == "scheduled")
            for post in ["early", "unapproved", "routine"] {
                #expect(try scope.state(of: post) == "held", "\(post)")
            }
            #expect(
                try await scope.wait(for: "statement", toBe: ["published", "held", "failed"]) == "published")
            for post in ["early", "unapproved", "routine"] {
                #expect(try scope.state(of: post) == "held", "\(post)")
            }
            #expect(try receiver.counts() == ["statement": 1])
            // With the statements included nothing passes any more, however it was approved before.
            try await scope.done("stop", "--include-crisis-statements")
            try scope.schedule("second", at: Moment.after(milliseconds: 1_200), postClass: "crisis")
            try await scope.done("post", "approve", "second")
            try await Wait.until("its time to pass") {
                try scope.post("second")["dueAt"]?.stringValue ?? "" < Moment.now().rfc3339
            }
            #expect(try scope.state(of: "second") == "held")
            #expect(try receiver.counts() == ["statement": 1])
        }
    }

    @Test("Aborting is another word than stopping: only what is named is called off, the rest stays held")
    func cancelling() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for number in 0..<4 {
                try scope.schedule("p\(number)", at: Moment.later, campaign: number < 2 ? "xmas" : nil)
            }
            try await scope.done("stop")
            let nothing = try await scope.ctl("post", "cancel")
            #expect(nothing.status != 0)
            try await scope.done("post", "cancel", "--scope", "campaign:xmas")
            #expect(
                try (0..<4).map { try scope.state(of: "p\($0)") } == [
                    "cancelled", "cancelled", "held", "held",
                ])
        }
    }
}
