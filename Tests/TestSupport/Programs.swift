import Glibc

/// The programs that the tests run: ours, which lie beside the tests' own, and those of the system.
package enum Programs {
    package static let daemon = beside("tocsind")
    package static let control = beside("tocsinctl")
    package static let setpriv = "/usr/bin/setpriv"
    package static let unshare = "/usr/bin/unshare"
    package static let strace = "/usr/bin/strace"
    package static let socketActivate = "/usr/bin/systemd-socket-activate"
    package static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first { (path: String) in
        access(path, X_OK) == 0
    }

    package static var isRoot: Bool { getuid() == 0 }
    package static var canBeTwoPersons: Bool { isRoot && access(setpriv, X_OK) == 0 }
    package static var canMount: Bool { isRoot && access(unshare, X_OK) == 0 && mountWorks }
    package static var canTrace: Bool { access(strace, X_OK) == 0 && traceWorks }
    package static var canActivateSockets: Bool { access(socketActivate, X_OK) == 0 }

    private static func beside(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = own.split(separator: "/").dropLast().joined(separator: "/")
        return "/\(folder)/\(name)"
    }

    /// In a container root may not be allowed to mount.
    private static let mountWorks = succeeds([
        unshare, "--mount", "/bin/mount", "-t", "tmpfs", "tmpfs", "/mnt",
    ])
    private static let traceWorks = succeeds([strace, "-qq", "-o", "/dev/null", "/bin/true"])

    private static func succeeds(_ line: [String]) -> Bool {
        var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var pid = pid_t()
        guard posix_spawn(&pid, line[0], &actions, nil, &words, environ) == 0 else { return false }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }
}
