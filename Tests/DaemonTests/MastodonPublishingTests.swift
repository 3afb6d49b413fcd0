import Glibc
import TestSupport
import Testing
import Varlink

/// Posts on a Mastodon-compatible server with faults, sent and settled by the real daemon.
@Suite("Publishing on Mastodon")
struct MastodonPublishingTests {
    private static func up(
        _ name: String = #function, _ body: (DaemonScope, MastodonServer) async throws -> Void
    ) async throws {
        try await DaemonScope.run(name) { scope in
            let server = try await MastodonServer.start(in: scope.folder)
            chmod(try scope.folder.write("desk", to: "desk-token"), 0o400)
            try await start(scope)
            try await body(scope, server)
        }
    }

    private static func start(_ scope: DaemonScope) async throws {
        try await scope.start(
            arguments: ["--settlement-milliseconds", "2500", "--publish-timeout-milliseconds", "1500"],
            environment: ["CREDENTIALS_DIRECTORY": scope.folder.path])
    }

    private static func register(_ scope: DaemonScope, _ server: MastodonServer, _ mode: String) throws {
        try scope.call(
            "org.tocsin.Account.Register",
            [
                "account": "desk", "network": "mastodon", "handle": "@desk", "credential": "desk-token",
                "endpoint": .string(server.url(mode)),
            ])
    }

    @Test("A due post is a status of the account, with its link")
    func published() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "ok")
            let text = "Grüße \"🚂\" & <b>\n\nmehr: https://rail.example/now"
            try scope.schedule("one", at: Moment.after(milliseconds: 300), text: text)
            #expect(
                try await scope.wait(for: "one", toBe: ["published", "failed", "unknown"]) == "published")
            let statuses = try server.statuses()
            #expect(statuses.map(\.text) == [text] && statuses.map(\.account) == ["desk"])
            #expect(try scope.post("one")["link"]?.stringValue == statuses.first?.url)
        }
    }

    @Test(
        "A post whose answer was lost is found on the account, and not sent again",
        arguments: ["lost", "empty", "truncated", "late-0.5"])
    func readBack(mode: String) async throws {
        try await Self.up("readBack-\(mode)") { scope, server in
            try Self.register(scope, server, mode)
            let text =
                "Ask @desk@rail.example & see https://rail.example/a/very/long/address/of/a/page #delay"
            try scope.schedule("one", at: Moment.after(milliseconds: 300), text: text)
            _ = try await scope.waitForEvent("post.outcomeUnknown")
            #expect(try await scope.wait(for: "one", toBe: ["published", "missed"]) == "published")
            #expect(try server.statuses().count == 1 && server.attempts().count == 1)
            #expect(try scope.post("one")["link"]?.stringValue == server.statuses().first?.url)
            let resolved = try await scope.waitForEvent("post.outcomeResolved")
            #expect(resolved.payload["outcome"]?.stringValue == "published", "\(resolved)")
            // The task that asked a person to look is done.
            #expect(try await scope.waitForEvent("task.completed").sequence > resolved.sequence)
        }
    }

    @Test(
        "A post that no look finds on the account is not published: a person decides on it",
        arguments: ["never", "error"])
    func absent(mode: String) async throws {
        try await Self.up("absent-\(mode)") { scope, server in
            try Self.register(scope, server, mode)
            try scope.schedule("one", at: Moment.after(milliseconds: 300))
            _ = try await scope.waitForEvent("post.outcomeUnknown")
            #expect(try await scope.wait(for: "one", toBe: ["published", "missed"]) == "missed")
            #expect(try server.statuses().isEmpty && server.attempts().count == 1)
        }
    }

    @Test("What the server clearly refuses has failed", arguments: ["refused", "badtoken", "limited"])
    func refused(mode: String) async throws {
        try await Self.up("refused-\(mode)") { scope, server in
            try Self.register(scope, server, mode)
            try scope.schedule("one", at: Moment.after(milliseconds: 300))
            #expect(try await scope.wait(for: "one", toBe: ["published", "failed", "unknown"]) == "failed")
            #expect(try server.statuses().isEmpty && server.attempts().count == 1)
        }
    }

    @Test("A token that stopped working: the first post that fails raises an alert, the others do not")
    func failing() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "badtoken")
            for post in ["one", "two", "three"] {
                try scope.schedule(post, at: Moment.after(milliseconds: 300))
            }
            for post in ["one", "two", "three"] { _ = try await scope.wait(for: post, toBe: ["failed"]) }
            let alert = try await scope.waitForEvent("alert.raised")
            #expect(
                alert.payload["text"]?.stringValue?.hasPrefix("the network answered 401.") == true, "\(alert)"
            )
            try Self.register(scope, server, "ok")
            try scope.schedule("four", at: Moment.after(milliseconds: 300))
            _ = try await scope.wait(for: "four", toBe: ["published"])
            let raised = try await scope.done("alert", "list", "--json").json["alerts"]?.arrayValue ?? []
            #expect(raised.count == 1, "\(raised)")
        }
    }

    @Test("Two posts with one text whose answers were lost: one status settles one of them only")
    func sameText() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "lost")
            try scope.schedule("one", at: Moment.after(milliseconds: 300), text: "The same.")
            #expect(try await scope.wait(for: "one", toBe: ["published", "missed"]) == "published")
            try Self.register(scope, server, "never")
            try scope.schedule("two", at: Moment.after(milliseconds: 300), text: "The same.")
            #expect(try await scope.wait(for: "two", toBe: ["published", "missed"]) == "missed")
            #expect(try server.statuses().count == 1 && server.attempts().count == 2)
        }
    }

    @Test("A server that stands still while it has the request: it is known in the end, and posted once")
    func frozen() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "ok")
            server.freeze()
            try scope.schedule("one", at: Moment.after(milliseconds: 300))
            _ = try await scope.waitForEvent("post.outcomeUnknown")
            server.thaw()
            #expect(try await scope.wait(for: "one", toBe: ["published", "missed"]) == "published")
            #expect(try server.statuses().count == 1 && server.attempts().count == 1)
        }
    }

    @Test("The daemon is killed between the sending and the answer: its successor settles it")
    func killed() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "ok")
            server.freeze()
            try scope.schedule("one", at: Moment.after(milliseconds: 300))
            _ = try await scope.waitForEvent("post.dispatchStarted")
            try await scope.kill9()
            server.thaw()
            try await Self.start(scope)
            let end = try await scope.wait(for: "one", toBe: ["published", "missed"])
            #expect(try server.statuses().count == (end == "published" ? 1 : 0))
            #expect(try server.attempts().count <= 1)
        }
    }

    @Test("An account that cannot be read leaves the outcome unknown, and the person's task open")
    func gone() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "gone")
            try scope.schedule("one", at: Moment.after(milliseconds: 300))
            _ = try await scope.waitForEvent("post.outcomeUnknown")
            try await scope.done("post", "resolve", "one", "--published")
            #expect(try scope.state(of: "one") == "published")
        }
    }

    @Test("A text that the network would refuse is refused when it is scheduled or edited")
    func tooLong() async throws {
        try await Self.up { scope, server in
            try Self.register(scope, server, "ok")
            let long = String(repeating: "x", count: 501)
            let refused = try await scope.ctl("post", "schedule", "desk", long, "--at", Moment.later)
            #expect(
                refused.status != 0 && refused.errorOutput.contains("501 characters as mastodon counts them"),
                "\(refused)")
            try scope.schedule("one", at: Moment.later)
            let edited = try await scope.ctl("post", "edit", "one", long)
            #expect(edited.status != 0 && edited.errorOutput.contains("501 characters"), "\(edited)")
        }
    }
}
