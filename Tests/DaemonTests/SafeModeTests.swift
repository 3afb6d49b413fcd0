import Glibc
import TestSupport
import Testing
import Varlink

/// Starts that die before they are ready, again and again.
@Suite("Safe mode")
struct SafeModeTests {
    @Test("After three starts that died it comes up for reading only, takes a stop, and goes on when told to")
    func counted() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("due", at: Moment.after(milliseconds: 1_000))
            try await scope.done("log", "checkpoint")
            let before = try scope.events().count
            try await scope.kill9()
            try Self.write(deaths: 3, position: 4, in: scope)
            try await scope.start()
            let status = try await scope.ctl("status")
            #expect(status.all.contains("event 4") && status.all.contains("start-attempts"), "\(status)")
            #expect(try scope.status()["publishing"]?.boolValue == false)
            #expect(
                try scope.errorName(
                    "org.tocsin.Post.Schedule",
                    [
                        "newPost": [
                            "post": "n", "account": "desk", "text": "Hi", "dueAt": .string(Moment.later),
                        ]
                    ])
                    == "org.tocsin.Service.ReadOnly")
            #expect(try await scope.verify().status == 0)
            #expect(try scope.events().count >= before - 2, "what a snapshot covers")
            #expect(try await scope.ctl("stop").status == 0)
            #expect(try receiver.requests().isEmpty)
            try await scope.kill9()
            unlink(scope.state + "/start-attempts")
            try await scope.start()
            #expect(try scope.engagedEpochs().count == 1, "the stop was kept")
            try scope.schedule("after", at: Moment.later)
            #expect(try await scope.verify().status == 0)
            #expect(try receiver.requests().isEmpty)
        }
    }

    /// Two words in the order of the machine, as a start leaves them.
    private static func write(deaths: UInt64, position: UInt64, in scope: DaemonScope) throws {
        var bytes: [UInt8] = []
        for word in [deaths, position] {
            withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
        }
        bytes += [UInt8](repeating: 0, count: 4_096 - bytes.count)
        try Files.write(bytes, to: scope.state + "/start-attempts", mode: 0o600)
    }

    @Test(
        "Starts that are killed while they open the log count, and a start in good order counts no more",
        .enabled(if: Programs.canTrace, "needs strace and the right to trace"))
    func killed() async throws {
        try await DaemonScope.up { scope in
            #expect(try await scope.terminate() == 0)
            for deaths in 1...3 {
                let traced = try scope.spawn(
                    program: Programs.strace,
                    programArguments: [
                        "-f", "-qq", "-o", "/dev/null", "-P", scope.state + "/author-keys", "-e",
                        "trace=openat", "-e", "inject=openat:signal=KILL", Programs.daemon,
                    ])
                _ = try await traced.wait()
                #expect(Self.deaths(scope) == deaths)
            }
            try await scope.start()
            #expect(try scope.errorName("org.tocsin.Log.SignCheckpoint") == "org.tocsin.Service.ReadOnly")
            #expect(try await scope.terminate() == 0)
            // Up for reading only was a start in good order.
            #expect(Self.deaths(scope) == 0)
            try await scope.start()
            #expect(try scope.errorName("org.tocsin.Log.SignCheckpoint") == nil)
        }
    }

    private static func deaths(_ scope: DaemonScope) -> Int {
        Files.bytes(scope.state + "/start-attempts").prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
