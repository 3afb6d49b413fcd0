import Glibc
import TestSupport
import Testing
import Varlink

/// A checkpoint on demand while the daemon's system calls fail: it is signed or refused, and nothing else is harmed.
@Suite("Failing system calls of a checkpoint")
struct CheckpointCallTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        let call: String
        let error: String
        let number: Int
        var testDescription: String { "\(call) \(error), the \(number)th" }
    }

    /// In each thread of the daemon, the call of this number since the tracer came.
    private static let failures: [Failure] = [
        ("pwrite64", "EIO", 1...3), ("pwrite64", "ENOSPC", 1...3), ("fdatasync", "EIO", 1...2),
        ("fsync", "EIO", 1...3), ("rename", "EIO", 1...2), ("openat", "EMFILE", 1...5),
        ("openat", "ENOSPC", 1...3), ("mkdir", "EIO", 1...1),
    ].flatMap { call, error, numbers in
        numbers.map { Failure(call: call, error: error, number: $0) }
    }

    @Test(
        "It is answered or refused, a stop pressed then holds, and the log verifies",
        .enabled(if: Programs.canTrace, "needs strace and the right to trace"), arguments: failures)
    func failing(_ failure: Failure) async throws {
        try await DaemonScope.up("checkpoint-\(failure.call)\(failure.number)") { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("held", at: Moment.later)
            try await scope.done("log", "checkpoint")
            let pid = try #require(scope.daemon?.pid)
            let trace = scope.folder.file("trace")
            let words = scope.folder.file("strace.err")
            let tracer = try Child(
                Child.Plan(
                    Programs.strace,
                    [
                        "-f", "-p", "\(pid)", "-o", trace, "-e", "trace=\(failure.call)", "-e",
                        "inject=\(failure.call):error=\(failure.error):when=\(failure.number)",
                    ], output: scope.folder.file("strace.out"), errorOutput: words))
            try await Wait.until("the tracer to have come") { Files.text(words).contains("attached") }
            let checkpoint = try await scope.ctl("log", "checkpoint")
            let stop = try await scope.ctl("stop")
            #expect([0, 3, 4, 5].contains(stop.status), "\(checkpoint) \(stop)")
            // It may never hear of the end of a daemon that it watched; what it watched goes on without it.
            try await tracer.kill9()
            if failure.number == 1, failure.call != "mkdir" {
                #expect(Files.text(trace).contains("INJECTED"), "\(failure)")
            }
            try await scope.restart()
            #expect(try scope.status()["publishing"]?.boolValue == false, "\(checkpoint) \(stop)")
            #expect(try !scope.engagedEpochs().isEmpty, "\(checkpoint) \(stop)")
            #expect(try scope.state(of: "held") == "held")
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
            try await scope.done("log", "checkpoint")
            #expect(try await scope.verify().status == 0)
        }
    }
}
