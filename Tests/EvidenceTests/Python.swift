import Glibc
import Testing

/// The independent verifier, run as anybody would run it.
enum Python {
    static let path = ["/usr/bin/python3", "/usr/local/bin/python3"].first { (path: String) in
        access(path, X_OK) == 0
    }
    static let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first { (path: String) in
        access(path, X_OK) == 0
    }
    static var isThere: Bool { path != nil && openssl != nil }

    struct Outcome {
        let status: Int32
        let output: String

        /// The names of its findings, each once.
        var findings: [String] {
            var names: [String] = []
            for line in output.split(separator: "\n") where line.hasPrefix("FINDING ") {
                let name = String(line.dropFirst(8).prefix { $0 != ":" })
                if !names.contains(name) { names.append(name) }
            }
            return names
        }
    }

    static func run(_ arguments: [String], in directory: String) throws -> Outcome {
        let python = try #require(path)
        let output = directory + "/output"
        unlink(output)
        var words: [UnsafeMutablePointer<CChar>?] = ([python, "-B"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var pid = pid_t()
        try #require(posix_spawn(&pid, python, &actions, nil, &words, environ) == 0)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let descriptor = open(output, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &bytes, bytes.count)
        return Outcome(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1,
            output: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
    }
}
