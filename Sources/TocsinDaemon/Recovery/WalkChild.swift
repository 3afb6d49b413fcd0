import CTimers
import Glibc
import Varlink

/// Runs `tocsind walk` as a child and turns its end, however it ends, into a value.
///
/// The child has an empty environment, no descriptor but the pipe that it answers on, and default signals.
package struct WalkChild: Sendable {
    package enum Limits {
        /// Output of a child: a short line for each few thousand events.
        static let outputBytesMax = 16 << 20
        /// One line of it.
        static let lineBytesMax = 8 << 10
        /// Without a line for so long a child counts as silent.
        static let silenceMilliseconds: Int32 = 60_000
    }

    /// The walk's exit code when it found damage.
    static let exitDamaged: Int32 = 1

    private let program: String
    private let silenceMilliseconds: Int32

    package init(program: String = "/proc/self/exe", silenceMilliseconds: Int32? = nil) {
        self.program = program
        self.silenceMilliseconds = silenceMilliseconds ?? Limits.silenceMilliseconds
    }

    /// Blocks the calling thread until the child has ended. Nil as last event means the log's end.
    package func run(directory: String, from first: UInt64 = 1, to last: UInt64? = nil) -> WalkFinding {
        var words = ["tocsind", "walk", "--directory", directory, "--from", "\(first)"]
        if let last { words += ["--to", "\(last)"] }
        var ends: [Int32] = [-1, -1]
        guard tocsin_pipe_create(&ends) == 0 else { return .unknown("no pipe: errno \(errno)") }
        defer { close(ends[0]) }
        let (pid, status) = spawn(words, output: ends[1])
        close(ends[1])
        guard status == 0 else { return .unknown("it cannot be started: errno \(status)") }
        let listening = Listening(descriptor: ends[0], silenceMilliseconds: silenceMilliseconds)
        let heard = listening.untilEnd()
        if heard.end != .closed { kill(pid, SIGKILL) }
        var exit: Int32 = 0
        while waitpid(pid, &exit, 0) < 0, errno == EINTR {}
        return Self.finding(heard, exit: exit, first: first, last: last)
    }

    private static func finding(
        _ heard: Heard, exit: Int32, first: UInt64, last: UInt64?
    ) -> WalkFinding {
        let read = heard.lastLine?["at"]?.integerValue.map { UInt64(max(0, $0)) } ?? 0
        let range = WalkFinding.Range(first: max(first, read + 1), last: last)
        switch heard.end {
        case .silent: return .silent(range: range)
        case .tooMuch: return .unknown("it said more than \(Limits.outputBytesMax) bytes")
        case .closed: break
        }
        let signal = exit & 0x7F
        if signal != 0 { return .died(signal: signal, range: range) }
        let code = exit >> 8 & 0xFF
        guard let line = heard.lastLine, let sound = line["sound"]?.boolValue, sound == (code == 0) else {
            return .unknown("it ended with \(code) and without an answer")
        }
        if sound {
            return .sound(events: UInt64(max(0, line["events"]?.integerValue ?? 0)), lastSequence: read)
        }
        return .damaged(
            code: line["code"]?.stringValue ?? "damaged",
            sequence: line["sequence"]?.integerValue.map { UInt64(max(0, $0)) },
            problem: line["problem"]?.stringValue ?? "", range: range)
    }

    private func spawn(_ words: [String], output: Int32) -> (pid: pid_t, status: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        tocsin_spawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var everything = sigset_t()
        var nothing = sigset_t()
        sigfillset(&everything)
        sigemptyset(&nothing)
        posix_spawnattr_setsigdefault(&attributes, &everything)
        posix_spawnattr_setsigmask(&attributes, &nothing)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        defer { for word in arguments { free(word) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, program, &actions, &attributes, &arguments, &environment)
        return (pid, status)
    }
}

/// What a child said, and how it ceased to.
private struct Heard {
    enum End { case closed, silent, tooMuch }

    var end = End.closed
    /// The last whole line that is JSON.
    var lastLine: JSONValue?
}

/// The parent's end of the pipe.
private struct Listening {
    let descriptor: Int32
    let silenceMilliseconds: Int32

    func untilEnd() -> Heard {
        var heard = Heard()
        var held: [UInt8] = []
        var total = 0
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&watched, 1, silenceMilliseconds)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else {
                heard.end = .silent
                return heard
            }
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return heard }
            total += count
            held += piece[..<count]
            while let end = held.firstIndex(of: UInt8(ascii: "\n")) {
                take(Array(held[..<end]), &heard)
                held.removeSubrange(...end)
            }
            guard total <= WalkChild.Limits.outputBytesMax, held.count <= WalkChild.Limits.lineBytesMax else {
                heard.end = .tooMuch
                return heard
            }
        }
    }

    private func take(_ line: [UInt8], _ heard: inout Heard) {
        do throws(JSONError) {
            heard.lastLine = try JSONValue(parsing: line)
        } catch {
            // Not ours; the end decides.
            return
        }
    }
}
