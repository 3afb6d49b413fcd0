import CrisisModel
import TestSupport
import Testing
import Varlink

/// Posts that are due, sent by the real daemon to a real HTTP server that keeps its own list.
@Suite("Publishing")
struct PublishingTests {
    @Test("A due post arrives once with its text and key, between the record of its start and of its outcome")
    func published() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("one", at: Moment.after(milliseconds: 300), text: "Grüße, \"world\"\n🚂")
            #expect(
                try await scope.wait(for: "one", toBe: ["published", "failed", "unknown"]) == "published")
            let requests = try receiver.requests()
            #expect(requests.count == 1)
            #expect(requests.first?.text == "Grüße, \"world\"\n🚂")
            #expect(requests.first?.idempotencyKey == "one-1")
            let started = try await scope.waitForEvent("post.dispatchStarted")
            let published = try await scope.waitForEvent("post.published")
            #expect(started.sequence < published.sequence)
            #expect(published.causation == started.sequence)
            // The start was durable, with its time, before the server saw anything.
            let arrived = try #require(requests.first).arrivedMilliseconds
            #expect(try milliseconds(started.at) <= arrived)
            #expect(arrived <= (try milliseconds(published.at)))
        }
    }

    @Test(
        "What the network clearly refuses has failed, and is not sent again",
        arguments: ["/status/400", "/status/403", "/status/429", "/redirect"])
    func failed(path: String) async throws {
        try await settled(path, as: "failed", requests: 1)
    }

    @Test(
        "What may or may not have gone out is unknown, opens a task, and is never sent again, after a restart neither",
        arguments: [
            "/status/500", "/status/503", "/status/408", "/drop", "/truncated", "/garbage", "/hang", "/drip",
            "/large?bytes=400000",
        ])
    func unknown(path: String) async throws {
        try await settled(path, as: "unknown", requests: 1)
    }

    @Test("A server that nobody reaches: the post has failed")
    func unreachable() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try await receiver.end()
            try scope.schedule("one", at: Moment.after(milliseconds: 200))
            #expect(try await scope.wait(for: "one", toBe: ["published", "failed", "unknown"]) == "failed")
        }
    }

    @Test("A kept connection that is closed without an answer: one request for each post, never a second")
    func keptConnection() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url("/keepdrop"))
            for number in 1...4 {
                try scope.schedule("p\(number)", at: Moment.after(milliseconds: Int64(200 * number)))
            }
            for number in 1...4 {
                let state = try await scope.wait(for: "p\(number)", toBe: ["published", "failed", "unknown"])
                #expect(state == "published", "each connection is fresh, so each is a first one")
            }
            #expect(try receiver.counts() == ["p1": 1, "p2": 1, "p3": 1, "p4": 1])
        }
    }

    @Test("An answer with a link shows it; one with a body that is no JSON is published all the same")
    func links() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register("echo", at: receiver.url("/echo"))
            try scope.register("early", at: receiver.url("/early"))
            try scope.schedule("one", on: "echo", at: Moment.after(milliseconds: 200))
            try scope.schedule("two", on: "early", at: Moment.after(milliseconds: 200))
            #expect(
                try await scope.wait(for: "one", toBe: ["published", "failed", "unknown"]) == "published")
            #expect(
                try await scope.wait(for: "two", toBe: ["published", "failed", "unknown"]) == "published")
            #expect(try receiver.counts() == ["one": 1, "two": 1])
        }
    }

    @Test("A daemon that was down when a post fell due never sends it late: it is missed")
    func overdue() async throws {
        try await DaemonScope.run(configuration: "overdueGraceSeconds: 0\n") { scope in
            try await scope.start()
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            let due = Moment.after(milliseconds: 300)
            try scope.schedule("late", at: due)
            try await scope.kill9()
            try await Wait.until("the time to pass") { Moment.now().rfc3339 > due }
            try await scope.start()
            #expect(try await scope.wait(for: "late", toBe: ["missed", "published"]) == "missed")
            #expect(try receiver.requests().isEmpty)
            #expect(try scope.post("late")["needsReview"]?.boolValue == true)
        }
    }

    @Test("What is unknown is sent again only on a person's word, as a further attempt with a key of its own")
    func resolved() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url("/drop"))
            for post in ["lost", "seen"] { try scope.schedule(post, at: Moment.after(milliseconds: 200)) }
            for post in ["lost", "seen"] { _ = try await scope.wait(for: post, toBe: ["unknown"]) }
            let tooSoon = try await scope.ctl("post", "review", "lost", "--at", Moment.later)
            #expect(tooSoon.status != 0, "an unknown outcome is settled first: \(tooSoon)")
            try await scope.done("post", "resolve", "seen", "--published")
            try await scope.done("post", "resolve", "lost", "--not-published")
            #expect(try scope.state(of: "seen") == "published")
            let tasks = try scope.call("org.tocsin.Task.List")["tasks"]?.arrayValue ?? []
            #expect(tasks.isEmpty)
            try scope.register(at: receiver.url("/posts"))
            try await scope.done("post", "review", "lost", "--at", Moment.after(milliseconds: 800))
            #expect(
                try await scope.wait(for: "lost", toBe: ["published", "failed", "unknown"]) == "published")
            #expect(
                try receiver.requests().filter { $0.post == "lost" }.map(\.idempotencyKey) == [
                    "lost-1", "lost-2",
                ])
            #expect(try receiver.counts()["seen"] == 1)
        }
    }

    private func settled(_ path: String, as expected: String, requests: Int) async throws {
        try await DaemonScope.run("settled-\(expected)") { scope in
            try await scope.start(arguments: ["--publish-timeout-milliseconds", "1500"])
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url(path))
            try scope.schedule("one", at: Moment.after(milliseconds: 200))
            #expect(try await scope.wait(for: "one", toBe: ["published", "failed", "unknown"]) == expected)
            if expected == "unknown" {
                let tasks = try scope.call("org.tocsin.Task.List")["tasks"]?.arrayValue ?? []
                #expect(tasks.contains { $0["post"]?.stringValue == "one" })
            }
            try await scope.restart()
            // A later post goes out after the start, so the queue has been looked at by then.
            try scope.register("other", at: receiver.url("/posts"))
            try scope.schedule("after", on: "other", at: Moment.after(milliseconds: 200))
            #expect(
                try await scope.wait(for: "after", toBe: ["published", "failed", "unknown"]) == "published")
            #expect(try scope.state(of: "one") == expected)
            #expect(try receiver.counts()["one"] == requests)
        }
    }

    private func milliseconds(_ time: String) throws -> Int64 {
        try Moment.parse(time).microsecondsSinceEpoch / 1_000
    }
}
