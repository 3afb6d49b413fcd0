import CrisisModel
import TestSupport
import Testing
import Varlink

/// What a stop does to posts that are on their way, compared post by post with the receiving server's own list.
@Suite("Stop with transfers in flight")
struct StopInFlightTests {
    private static let slow = 1_500

    @Test(
        "By default what was sent whole is waited for, what was not is blocked, and no answer in time is unknown"
    )
    func standard() async throws {
        try await DaemonScope.up { scope in
            let (receiver, deaf) = try await fly(scope)
            let output = try await scope.ctl("stop", "--json")
            #expect(output.status == 0, "\(output)")
            let outcomes = try await outcomes(scope, receiver, try epoch(output))
            #expect(outcomes["sent-1"] == "sent")
            #expect(outcomes["sent-2"] == "sent")
            #expect(outcomes["hang"] == "unknown", "it had its five seconds")
            #expect(outcomes["deaf"] == "blocked")
            #expect(try scope.state(of: "later") == "held")
            withExtendedLifetime(deaf) {}
        }
    }

    @Test("--cut ends all of them at once; what the server has read already is unknown")
    func cut() async throws {
        try await DaemonScope.up { scope in
            let (receiver, deaf) = try await fly(scope)
            let output = try await scope.ctl("stop", "--cut", "--json")
            #expect(output.status == 0, "\(output)")
            let outcomes = try await outcomes(scope, receiver, try epoch(output))
            for post in ["sent-1", "sent-2", "hang"] { #expect(outcomes[post] == "unknown", "\(post)") }
            #expect(outcomes["deaf"] == "blocked")
            let tasks = try scope.call("org.tocsin.Task.List")["tasks"]?.arrayValue ?? []
            #expect(Set(tasks.compactMap { $0["post"]?.stringValue }) == ["sent-1", "sent-2", "hang"])
            withExtendedLifetime(deaf) {}
        }
    }

    @Test("--let-finish lets those under way report, and holds everything else")
    func letFinish() async throws {
        try await DaemonScope.run { scope in
            try await scope.start(arguments: ["--publish-timeout-milliseconds", "3000"])
            let (receiver, deaf) = try await fly(scope)
            let output = try await scope.ctl("stop", "--let-finish", "--json")
            #expect(output.status == 0, "\(output)")
            let outcomes = try await outcomes(scope, receiver, try epoch(output))
            #expect(outcomes["sent-1"] == "sent")
            #expect(outcomes["sent-2"] == "sent")
            #expect(outcomes["hang"] == "unknown", "by its own time-out")
            #expect(outcomes["deaf"] == "blocked", "it never left, and a permit under a stop is refused")
            #expect(try scope.state(of: "later") == "held")
            withExtendedLifetime(deaf) {}
        }
    }

    @Test("A stop of one account leaves the transfers of another alone")
    func scoped() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder, delayMilliseconds: Self.slow)
            try scope.register("here", at: receiver.url())
            try scope.register("there", at: receiver.url())
            let due = Moment.after(milliseconds: 200)
            try scope.schedule("ours", on: "here", at: due)
            try scope.schedule("theirs", on: "there", at: due)
            try await Wait.until("both to arrive") { try receiver.requests().count == 2 }
            let output = try await scope.ctl("stop", "--scope", "account:here", "--cut", "--json")
            #expect(output.status == 0, "\(output)")
            let receipt = try await scope.finalReceipt(try epoch(output))
            #expect(receipt["inFlight"]?.arrayValue?.compactMap { $0["post"]?.stringValue } == ["ours"])
            #expect(try scope.state(of: "ours") == "unknown")
            #expect(
                try await scope.wait(for: "theirs", toBe: ["published", "unknown", "failed"]) == "published")
        }
    }

    /// Two on their way to a slow server, one to a server that never answers, one that cannot even connect, one later.
    private func fly(_ scope: DaemonScope) async throws -> (Receiver, DeafListener) {
        let receiver = try await Receiver.start(in: scope.folder, delayMilliseconds: Self.slow)
        let deaf = try DeafListener()
        try scope.register("slow", at: receiver.url())
        try scope.register("hanging", at: receiver.url("/hang"))
        try scope.register("deaf", at: deaf.url())
        let due = Moment.after(milliseconds: 300)
        for post in ["sent-1", "sent-2"] { try scope.schedule(post, on: "slow", at: due) }
        try scope.schedule("hang", on: "hanging", at: due)
        try scope.schedule("deaf", on: "deaf", at: due)
        try scope.schedule("later", on: "slow", at: Moment.later)
        try await Wait.until("three to arrive and one to wait") {
            try receiver.requests().count == 3 && scope.state(of: "deaf") == "dispatching"
        }
        return (receiver, deaf)
    }

    /// The receipt's word for each post, each of them checked against what the server has in its list.
    private func outcomes(
        _ scope: DaemonScope, _ receiver: Receiver, _ epoch: Int64
    ) async throws -> [String: String] {
        let receipt = try await scope.finalReceipt(epoch)
        var outcomes: [String: String] = [:]
        let counts = try receiver.counts()
        for entry in receipt["inFlight"]?.arrayValue ?? [] {
            let post = try #require(entry["post"]?.stringValue)
            let outcome = try #require(entry["outcome"]?.stringValue)
            outcomes[post] = outcome
            switch outcome {
            case "blocked": #expect(counts[post] == nil, "\(post) was blocked, and the server has it")
            case "sent":
                #expect(
                    counts[post] == 1, "\(post) was sent, and the server has it \(counts[post] ?? 0) times")
            default: #expect(counts[post] ?? 0 <= 1)
            }
            let state = try scope.state(of: post)
            // What could not even connect in time has failed, and that is as little sent as what the stop blocked.
            let states = ["blocked": ["held", "failed"], "sent": ["published"], "unknown": ["unknown"]]
            #expect(states[outcome]?.contains(state) == true, "\(post) was \(outcome), and is \(state)")
        }
        #expect(outcomes.count == 4, "\(outcomes)")
        return outcomes
    }

    private func epoch(_ output: CommandOutput) throws -> Int64 {
        try #require(output.json["epoch"]?.integerValue, "\(output)")
    }
}
