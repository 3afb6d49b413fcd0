import Glibc
import TestSupport
import Testing
import Varlink

/// Mentions of our accounts on a Mastodon-compatible server, heard by the real daemon.
@Suite("Listening on Mastodon")
struct MastodonListeningTests {
    private static func start(_ scope: DaemonScope) async throws {
        try await scope.start(
            arguments: ["--poll-milliseconds", "200"],
            environment: ["CREDENTIALS_DIRECTORY": scope.folder.path])
    }

    private static func up(
        _ name: String = #function, _ body: (DaemonScope, MastodonServer) async throws -> Void
    ) async throws {
        try await DaemonScope.run(name) { scope in
            let server = try await MastodonServer.start(in: scope.folder)
            for account in ["desk", "crowd"] {
                chmod(try scope.folder.write(account, to: account + "-token"), 0o400)
            }
            try await start(scope)
            for account in ["desk", "crowd"] {
                try scope.call(
                    "org.tocsin.Account.Register",
                    [
                        "account": .string(account), "network": "mastodon", "handle": .string("@" + account),
                        "credential": .string(account + "-token"), "endpoint": .string(server.url("ok")),
                    ])
            }
            try await body(scope, server)
        }
    }

    /// Posts of one account of ours are mentions of the other.
    private static func say(_ scope: DaemonScope, _ range: Range<Int>) throws {
        for number in range {
            try scope.schedule(
                "s\(number)", on: "crowd", at: Moment.after(milliseconds: 100),
                text: "@desk number \(number): the worst service ever, I hate this")
        }
    }

    private static func mentions(_ scope: DaemonScope) throws -> [JSONValue] {
        let found = try scope.call("org.tocsin.Mention.List", ["limit": 1000])["mentions"]?.arrayValue ?? []
        return found.reversed()
    }

    private static func wait(_ scope: DaemonScope, for count: Int) async throws -> [JSONValue] {
        try await Wait.value("\(count) mentions") {
            let found = try mentions(scope)
            return found.count >= count ? found : nil
        }
    }

    @Test("What is said to an account is recorded once, with who said it, where and in what tone")
    func heard() async throws {
        try await Self.up { scope, server in
            try Self.say(scope, 1..<4)
            let found = try await Self.wait(scope, for: 3)
            let texts = found.compactMap { $0["text"]?.stringValue }
            #expect(
                Set(texts) == Set((1..<4).map { "@desk number \($0): the worst service ever, I hate this" }))
            let first = try #require(found.first)
            #expect(
                first["author"]?.stringValue == "crowd@127.0.0.1" && first["account"]?.stringValue == "desk")
            #expect(first["source"]?.stringValue == "mastodon" && first["label"]?.stringValue == "negative")
            // Many more looks add nothing.
            try Self.say(scope, 4..<5)
            #expect(try await Self.wait(scope, for: 4).count == 4)
        }
    }

    @Test("Killed again and again while more is said than one page holds: no gap, no double")
    func killed() async throws {
        try await Self.up { scope, server in
            var said = 1
            for _ in 0..<4 {
                try Self.say(scope, said..<said + 30)
                said += 30
                try await Wait.until("the server to have them") { try server.statuses().count == said - 1 }
                try await scope.kill9()
                try await Self.start(scope)
            }
            let found = try await Self.wait(scope, for: said - 1)
            let numbers = found.compactMap {
                $0["text"]?.stringValue?.split(separator: " ").dropFirst(2).first
            }
            #expect(Set(numbers).count == said - 1 && numbers.count == said - 1)
        }
    }

    @Test("A server that answers nonsense or nothing is waited for, and heard again")
    func failing() async throws {
        try await Self.up { scope, server in
            server.freeze()
            try await scope.kill9()
            try await Self.start(scope)
            server.thaw()
            try Self.say(scope, 1..<2)
            #expect(try await Self.wait(scope, for: 1).count == 1)
        }
    }
}
