import Glibc

/// Runs a program to its end and gives its status and all that it printed.
struct Tool {
    let path: String

    /// The first of these that is installed; nil if none is, and the test is skipped.
    static func find(_ name: String) -> Tool? {
        ["/usr/bin/", "/bin/", "/usr/sbin/"].map { $0 + name }.first { access($0, X_OK) == 0 }.map(Tool.init)
    }

    struct Failed: Error {
        let status: Int32
    }

    func run(_ arguments: [String], directory: String? = nil) throws -> (status: Int32, output: String) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failed(status: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let spawned = posix_spawn(&pid, path, &actions, nil, &words, environ)
        close(ends[1])
        defer { close(ends[0]) }
        guard spawned == 0 else { throw Failed(status: spawned) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while case let count = read(ends[0], &piece, piece.count), count > 0 {
            output.append(contentsOf: piece[..<count])
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status, String(decoding: output, as: UTF8.self))
    }
}
