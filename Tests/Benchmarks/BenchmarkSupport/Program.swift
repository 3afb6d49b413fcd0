package import Glibc

/// A program that a benchmark started, ended by its own process id.
package final class Program {
    package let pid: pid_t
    private var hasEnded = false

    /// - Parameter log: where both its outputs go.
    package init(_ words: [String], log: String = "/dev/null") throws(BenchmarkError) {
        pid = try Self.spawn(words, log: log)
    }

    deinit {
        if !hasEnded {
            kill(pid, SIGKILL)
            _ = waitForEnd()
        }
    }

    package func signal(_ number: Int32) { kill(pid, number) }

    /// The exit code, or 128 and the signal.
    package func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 { if errno != EINTR { break } }
        hasEnded = true
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    package var isRunning: Bool {
        if hasEnded { return false }
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0
            && information._sifields._sigchld.si_pid == 0
    }

    /// Nanoseconds of processor used so far by all its threads, in steps of the kernel's clock tick.
    package var processorTime: UInt64 {
        let text = Self.text(of: "/proc/\(pid)/stat")
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        // Of the fields behind the name: state is 0, utime 11, stime 12.
        guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12]) else {
            return 0
        }
        return (user + system) * 1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Starts a program and waits for its end: nanoseconds and exit code.
    package static func time(_ words: [String], log: String = "/dev/null") throws(BenchmarkError) -> (
        UInt64, Int32
    ) {
        let start = BenchmarkClock.monotonic()
        let program = try Program(words, log: log)
        let status = program.waitForEnd()
        return (BenchmarkClock.monotonic() - start, status)
    }

    /// A program of ours lies beside the benchmark.
    package static func ours(_ name: String) throws(BenchmarkError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map {
                readlink("/proc/self/exe", $0.assumingMemoryBound(to: CChar.self), bytes.count)
            } ?? 0
        }
        let own = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        let path = "/" + own.split(separator: "/").dropLast().joined(separator: "/") + "/\(name)"
        guard access(path, X_OK) == 0 else {
            throw BenchmarkError("\(path) is missing: build everything first (swift build -c release)")
        }
        return path
    }

    package static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func spawn(_ words: [String], log: String) throws(BenchmarkError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, words[0], &actions, nil, &arguments, environ)
        guard status == 0 else { throw BenchmarkError("\(words[0]) cannot be started: errno \(status)") }
        return pid
    }
}
