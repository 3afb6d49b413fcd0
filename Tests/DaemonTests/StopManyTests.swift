import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// More stops than the latch keeps one by one, stops and people to be told, first starts that are cut short.
@Suite("Stops in number")
struct StopManyTests {
    @Test(
        "Twenty stops at once, over restarts: each is in the log, and only when all are released anything goes out"
    )
    func twenty() async throws {
        try await DaemonScope.up(configuration: "release: {profile: solo, delayMinutes: 0}\n") { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            for number in 0..<20 { try scope.register("a\(number)", at: receiver.url()) }
            try scope.register("free", at: receiver.url())
            for number in 0..<20 {
                let reply = try scope.call(
                    "org.tocsin.Stop.Engage", ["scopes": [.string("account:a\(number)")]])
                #expect(reply["durability"]?.stringValue == "durable")
                #expect(reply["widened"]?.boolValue == (number >= 16), "stop \(number)")
            }
            try await Wait.until("all in the log") { try scope.engagedEpochs().count == 20 }
            let epochs = try scope.engagedEpochs()
            try await scope.restart()
            #expect(try scope.engagedEpochs() == epochs)
            // The seventeenth covers everything.
            #expect(try scope.schedule("one", on: "free", at: Moment.later) == "held")
            try scope.call("org.tocsin.Stop.SetPassphrase", ["replacement": "correct horse battery"])
            var random = SeededGenerator(seed: 20)
            for (index, epoch) in epochs.shuffled(using: &random).enumerated() {
                _ = try Release.call(scope, epoch)
                #expect(try Release.call(scope, epoch)["outcome"]?.stringValue == "released")
                if index == 9 { try await scope.restart() }
            }
            #expect(try scope.engagedEpochs().isEmpty)
            try scope.schedule("two", on: "free", at: Moment.after(milliseconds: 300))
            #expect(try await scope.wait(for: "two", toBe: ["published", "held", "failed"]) == "published")
            try await scope.restart()
            #expect(try scope.engagedEpochs().isEmpty)
            #expect(try scope.status()["publishing"]?.boolValue == true)
        }
    }

    @Test("No stop silences an alert: people are told of the stop itself, and of its release")
    func alerts() async throws {
        try await DaemonScope.run { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try Files.write(
                """
                release: {profile: solo, delayMinutes: 0}
                alerts:
                  - {name: phone, webhook: "\(receiver.url("/echo"))"}
                  - {name: deaf, webhook: "http://127.0.0.1:1/"}
                """, to: scope.configurationFile)
            try await scope.start()
            try await scope.done("stop", "--reason", "alarm")
            try await Wait.until("the alert") {
                try receiver.requests().contains {
                    $0.text?.contains("stopped publishing: all") == true && $0.text?.contains("alarm") == true
                }
            }
            try await Release.solo(scope)
            try await Wait.until("the second alert") {
                try receiver.requests().contains { $0.text?.contains("released") == true }
            }
            try await Wait.until("both deliveries to be on record") {
                try scope.events("alert.delivered").count >= 2
            }
        }
    }

    @Test("A retried stop with the same client id is the same stop")
    func clientID() async throws {
        try await DaemonScope.up { scope in
            let first = try scope.call("org.tocsin.Stop.Engage", ["clientId": "phone-7"])
            let second = try scope.call("org.tocsin.Stop.Engage", ["clientId": "phone-7"])
            #expect(first["epoch"] == second["epoch"])
            #expect(first["engagedId"] == second["engagedId"])
            try await Wait.until("the record") { try !scope.stops().isEmpty }
            #expect(try scope.stops().count == 1)
        }
    }

    @Test(
        "A very first start that is killed at any moment: the next one is sound and invents no stop",
        arguments: UInt64(1)...8)
    func firstStart(seed: UInt64) async throws {
        try await DaemonScope.run("firstStart-\(seed)") { scope in
            var random = SeededGenerator(seed: seed)
            for _ in 0..<3 {
                try scope.spawn()
                usleep(UInt32.random(in: 0...90_000, using: &random))
                try await scope.kill9()
            }
            try await scope.start()
            #expect(try scope.stops().isEmpty, "seed \(seed)")
            let sound = try await scope.verify()
            #expect(sound.status == 0, "seed \(seed): \(sound)")
        }
    }

    @Test(
        "Who may not open the stop socket is told so, and that nothing was stopped",
        .enabled(if: Programs.canBeTwoPersons, "needs root, to be another user by setpriv"))
    func notPermitted() async throws {
        try await DaemonScope.up { scope in
            let output = try await scope.ctl("stop", user: 20_009)
            #expect(output.status == 6, "\(output)")
            #expect(output.all.contains("NOT STOPPED"))
            #expect(output.all.contains("Next:"))
            #expect(try scope.stops().isEmpty)
        }
    }
}
