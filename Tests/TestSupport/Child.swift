package import Glibc
import Synchronization

/// A program that a test started. It is ended by its own process id, never by a name.
package final class Child: Sendable {
    package struct Plan: Sendable {
        package enum Input: Sendable {
            case nothing
            case text(String)
            /// A pipe that stays open until the child is let go: some helpers end with it.
            case heldOpen
        }

        package var program: String
        package var arguments: [String]
        package var environment: [String: String] = [:]
        package var input = Input.nothing
        package var output: String
        package var errorOutput: String
        /// Further descriptors with a text to be read from each.
        package var secrets: [Int32: String] = [:]
        /// Another person; needs root.
        package var user: UInt32?

        package init(_ program: String, _ arguments: [String], output: String, errorOutput: String) {
            self.program = program
            self.arguments = arguments
            self.output = output
            self.errorOutput = errorOutput
        }
    }

    package let pid: pid_t
    private let held: Int32
    private let ended = Mutex<Int32?>(nil)
    /// Descriptors above this one cannot collide with those that the child is to have.
    private static let highDescriptor: Int32 = 100

    package init(_ plan: Plan) throws {
        var words = [plan.program] + plan.arguments
        if let user = plan.user {
            words =
                [Programs.setpriv, "--reuid", "\(user)", "--regid", "\(user)", "--clear-groups", "--"] + words
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var ours: [Int32] = []
        defer { for descriptor in ours { close(descriptor) } }
        var keptOpen: Int32 = -1
        switch plan.input {
        case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        case .text(let text):
            let end = try Self.pipe(holding: text)
            ours.append(end)
            posix_spawn_file_actions_adddup2(&actions, end, 0)
        case .heldOpen:
            let (reading, writing) = try Self.pipe()
            ours.append(reading)
            keptOpen = writing
            posix_spawn_file_actions_adddup2(&actions, reading, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, plan.output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, plan.errorOutput, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        for (number, text) in plan.secrets {
            let end = try Self.pipe(holding: text)
            ours.append(end)
            posix_spawn_file_actions_adddup2(&actions, end, number)
        }
        held = keptOpen
        pid = try Self.spawn(words, &actions, environment: plan.environment)
    }

    deinit {
        if held >= 0 { close(held) }
        if ended.withLock({ $0 }) == nil {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        }
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw SupportError("no pipe: errno \(errno)") }
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, highDescriptor) }
        for end in ends { close(end) }
        return (high[0], high[1])
    }

    /// The text fits into the pipe's buffer.
    private static func pipe(holding text: String) throws -> Int32 {
        let (reading, writing) = try pipe()
        defer { close(writing) }
        let bytes = Array(text.utf8)
        guard bytes.count <= 60_000, write(writing, bytes, bytes.count) == bytes.count else {
            throw SupportError("the text is too long for a pipe")
        }
        return reading
    }

    private static func spawn(
        _ words: [String], _ actions: inout posix_spawn_file_actions_t, environment: [String: String]
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The tests' own process may ignore signals that a program expects in their default state.
        var everything = sigset_t()
        var nothing = sigset_t()
        sigfillset(&everything)
        sigemptyset(&nothing)
        posix_spawnattr_setsigdefault(&attributes, &everything)
        posix_spawnattr_setsigmask(&attributes, &nothing)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var variables = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
        ]
        variables.merge(environment) { $1 }
        var arguments = words.map { strdup($0) } + [nil]
        var surroundings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in arguments + surroundings { free(word) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &surroundings)
        guard status == 0 else { throw SupportError("\(words[0]) cannot be started: errno \(status)") }
        return pid
    }

    // MARK: Life

    package func signal(_ number: Int32) { kill(pid, number) }

    /// Nil while it runs; the exit code, or 128 and the signal.
    package var status: Int32? {
        ended.withLock { known in
            if let known { return known }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = status & 0x7F
            known = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            return known
        }
    }

    package func wait(within patience: Duration = Wait.patience) async throws -> Int32 {
        try await Wait.value("the end of process \(pid)", within: patience) { status }
    }

    /// At once, and not before it is gone.
    package func kill9() async throws {
        kill(pid, SIGKILL)
        _ = try await wait()
    }
}
