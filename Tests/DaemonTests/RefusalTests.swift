import TestSupport
import Testing
import Varlink

/// What people get wrong: each has its words, its exit code, and changes nothing.
@Suite("Refusals")
struct RefusalTests {
    @Test(
        "An unknown account, a past time, a time without zone, a name that is taken: words, a code, and no event"
    )
    func posts() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register("eurostar-uk", at: receiver.url())
            try scope.schedule("one", on: "eurostar-uk", at: Moment.later)
            let cases: [(words: [String], status: Int32, says: String)] = [
                (
                    ["post", "schedule", "nobody", "Hi", "--at", Moment.later], 10,
                    "there is no account nobody"
                ),
                (["post", "schedule", "eurostar-uk", "Hi", "--at", "2020-01-01T00:00:00Z"], 10, "is past"),
                (["post", "schedule", "eurostar-uk", "Hi", "--at", "2030-01-01T00:00:00"], 64, "zone"),
                (
                    ["post", "schedule", "eurostar-uk", "Hi", "--at", "2030-02-30T00:00:00Z"], 64,
                    "2030-02-30"
                ),
                (
                    ["post", "schedule", "eurostar-uk", "Hi", "--at", Moment.later, "--post", "one"], 10,
                    "exists already"
                ),
                (["post", "schedule", "eurostar-uk", "", "--at", Moment.later], 10, "a post needs a text"),
                (
                    ["post", "schedule", "eurostar-uk", "Hi", "--at", Moment.later, "--class", "loud"], 64,
                    "not a class"
                ),
                (["post", "show", "two"], 10, "there is no post two"),
                (["post", "resolve", "one", "--published"], 10, "not unknown"),
                (
                    ["account", "register", "x", "--handle", "@x", "--endpoint", "http://example.org/"], 10,
                    "https"
                ),
                (
                    ["account", "register", "x", "--handle", "@x", "--endpoint", "https://u:p@example.org/"],
                    10, "endpoint"
                ),
                (["release", "9"], 10, ""),
                (["crisis", "dismiss", "1", "--verdict", "perhaps"], 64, "not a verdict"),
            ]
            for item in cases {
                let output = try await scope.run(
                    Programs.control, item.words + ["--runtime-directory", scope.runtime],
                    input: "a passphrase of mine\n")
                #expect(output.status == item.status || item.says.isEmpty && output.status != 0, "\(output)")
                #expect(output.all.contains(item.says), "\(output)")
            }
            #expect(try scope.events("post.scheduled").count == 1)
            #expect(try scope.events("account.registered").count == 1)
        }
    }

    @Test("A file of posts: the good lines are taken, each bad one is named with its reason")
    func file() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            let later = Moment.later
            let path = scope.folder.file("posts.ndjson")
            let lines = [
                #"{"post":"good","account":"desk","text":"Hi","dueAt":"\#(later)"}"#,
                #"{"post":"no-zone","account":"desk","text":"Hi","dueAt":"2030-01-01T00:00:00"}"#,
                #"{"post":"past","account":"desk","text":"Hi","dueAt":"2020-01-01T00:00:00Z"}"#,
                #"{"post":"stranger","account":"nobody","text":"Hi","dueAt":"\#(later)"}"#,
                #"{"post":"typo","account":"desk","text":"Hi","dueAt":"\#(later)","clss":"crisis"}"#,
                "not JSON", "[1]", #"{"post":"last","account":"desk","text":"Hi","dueAt":"\#(later)"}"#,
            ]
            let bad: [UInt8] = Array(#"{"post":"bad","account":"desk","text":""#.utf8) + [0xFF, 0xFE]
            let tail: [UInt8] = Array(#"","dueAt":"\#(later)"}"#.utf8) + [10]
            try Files.write(Array((lines.joined(separator: "\n") + "\n").utf8) + bad + tail, to: path)
            let output = try await scope.ctl("post", "import", path, "--json")
            #expect(output.status == 20, "\(output)")
            #expect(output.json["accepted"]?.integerValue == 2, "\(output)")
            let refused = output.json["refusals"]?.arrayValue?.compactMap { $0["line"]?.integerValue }
            #expect(refused == [2, 3, 4, 5, 6, 7, 9], "\(output)")
            #expect(try scope.state(of: "good") == "scheduled")
            #expect(try scope.state(of: "last") == "scheduled")
        }
    }

    @Test(
        "A caller without the role is refused, and the refusal is on record",
        .enabled(if: Programs.canBeTwoPersons, "needs root, to be another user by setpriv"))
    func roles() async throws {
        let configuration = """
            roles:
              coordinator: {users: ["0"]}
              viewer: {users: ["20001"]}
            """
        try await DaemonScope.up(configuration: configuration) { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for (user, mayLook) in [(UInt32(20_001), true), (20_002, false)] {
                let list = try await scope.ctl("post", "list", user: user)
                #expect(list.status == (mayLook ? 0 : 11), "\(list)")
                let schedule = try await scope.ctl(
                    "post", "schedule", "desk", "Hi", "--at", Moment.later, user: user)
                #expect(schedule.status == 11, "\(schedule)")
                let status = try await scope.ctl("status", user: user)
                #expect(status.status == 0, "anybody may see whether posts go out: \(status)")
            }
            let refused = try await Wait.value("the refusals") {
                let events = try scope.events("operator.commandRefused")
                return events.count >= 3 ? events : nil
            }
            #expect(
                refused.allSatisfy {
                    $0.payload["method"]?.stringValue?.hasPrefix("org.tocsin.Post.") == true
                })
            #expect(try scope.events("post.scheduled").isEmpty)
        }
    }

    @Test("A retry with the same client id schedules nothing twice")
    func clientID() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            for _ in 0..<3 {
                try await scope.done(
                    "post", "schedule", "desk", "Hi", "--at", Moment.later, "--client-id", "mine-1")
            }
            try await scope.restart()
            try await scope.done(
                "post", "schedule", "desk", "Hi", "--at", Moment.later, "--client-id", "mine-1")
            #expect(try scope.events("post.scheduled").count == 1)
        }
    }
}
