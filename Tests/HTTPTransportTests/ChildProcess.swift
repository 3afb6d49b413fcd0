import Glibc

/// A child with a pipe to its standard input and one from its standard output. Made with posix_spawn:
/// Foundation's `Process` waits in a run loop, which stalls the few threads on which tests run.
struct ChildProcess: Sendable {
    struct Failed: Error {
        let status: Int32
    }

    let pid: pid_t
    let standardInput: Int32
    let standardOutput: Int32

    init(_ program: String, _ arguments: [String]) throws {
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw Failed(status: errno) }
        // No other child may hold our ends open: it would keep this one alive.
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, program, &actions, nil, &words, environ)
        close(input[0])
        close(output[1])
        guard status == 0 else { throw Failed(status: status) }
        self.pid = pid
        standardInput = input[1]
        standardOutput = output[0]
    }

    func readLine() -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(standardOutput, &byte, 1) == 1, byte != 10 { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    /// Closes both pipes and waits; the signal is for a child that does not end by itself.
    @discardableResult
    func end(signal: Int32?) -> Int32 {
        if let signal { kill(pid, signal) }
        close(standardInput)
        close(standardOutput)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
