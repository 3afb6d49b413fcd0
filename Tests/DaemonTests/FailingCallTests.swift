import Glibc
import TestSupport
import Testing
import Varlink

/// The real daemon with system calls that fail from the n-th on: a stop that was answered is in force at the next
/// start, whatever had failed, and the log is sound.
@Suite("Failing system calls")
struct FailingCallTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        let call: String
        let error: String
        let first: Int
        var testDescription: String { "\(call) \(error) from the \(first)th on" }
    }

    private static let failures: [Failure] = [
        ("fdatasync", "EIO", [1, 2, 3, 4, 5, 6]), ("fsync", "EIO", [1, 2]),
        ("pwrite64", "ENOSPC", [1, 2, 3, 4, 5, 6, 8]),
        ("pwrite64", "EIO", [2, 4, 6]), ("mmap", "ENOMEM", [120]), ("accept4", "EMFILE", [1, 3]),
    ].flatMap { call, error, places in places.map { Failure(call: call, error: error, first: $0) } }

    @Test(
        "A stop that was answered, or left as a file, holds after the restart",
        .enabled(if: Programs.canTrace, "needs strace and the right to trace"), arguments: failures)
    func failing(_ failure: Failure) async throws {
        try await DaemonScope.run("failing-\(failure.call)\(failure.first)") { scope in
            mkdir(scope.runtime, 0o755)
            let traced = try scope.spawn(
                program: Programs.strace,
                programArguments: [
                    "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(failure.call)", "-e",
                    "inject=\(failure.call):error=\(failure.error):when=\(failure.first)+", Programs.daemon,
                ])
            try await Wait.until("it to be up, or to have given up") {
                traced.status != nil || Files.exists(scope.controlSocket) && Files.exists(scope.stopSocket)
            }
            let stop = try await scope.ctl("stop")
            #expect([0, 3, 4, 5].contains(stop.status), "\(stop)")
            // The tracer's end does not end what it traces; the daemon's own number stands in its lock.
            let own = Files.text(scope.state + "/tocsind.lock").prefix { $0.isNumber }
            if let pid = pid_t(own), traced.status == nil { kill(pid, SIGKILL) }
            _ = try await traced.wait()
            try await scope.start()
            #expect(try scope.status()["publishing"]?.boolValue == false, "\(stop)")
            #expect(try !scope.engagedEpochs().isEmpty, "\(stop)")
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
        }
    }
}
