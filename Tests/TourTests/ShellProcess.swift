import Glibc

/// A command with nothing on its standard input and its output in a file.
///
/// Not Foundation's `Process`: that passes on the calling thread's blocked signals, which on a thread of the pool are
/// all of them, and then no child can be ended politely.
enum ShellProcess {
    struct Failure: Error {
        var operation: String
        var code: Int32
    }

    /// Waits for its end; the exit status, or 128 and the signal's number.
    static func run(
        _ arguments: [String], in folder: String, environment: [String: String], output: String
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var argv: [UnsafeMutablePointer<CChar>?] =
            (["env", "-C", folder] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let failed = posix_spawnp(&child, "env", &actions, &attributes, &argv, &envp)
        guard failed == 0 else { throw Failure(operation: "posix_spawnp", code: failed) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(operation: "waitpid", code: errno) }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
