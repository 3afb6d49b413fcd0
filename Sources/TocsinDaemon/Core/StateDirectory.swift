import Glibc

/// The state directory: made if missing, and held by one daemon at a time.
struct StateDirectory: ~Copyable {
    private let lock: Int32

    /// The lock ends with the process, however it ends.
    static func hold(_ path: String) throws(StartFailure) -> StateDirectory {
        try make(path, mode: 0o700)
        let file = path + "/tocsind.lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StartFailure(
                .directory, "\(file) cannot be opened: \(reason())", next: "check owner and mode of \(path)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = pread(descriptor, &bytes, 31, 0)
            let holder = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).prefix { $0.isNumber }
            close(descriptor)
            throw StartFailure(
                .alreadyRunning,
                "another tocsind (pid \(holder.isEmpty ? "unknown" : String(holder))) runs on \(path)",
                next: "use that one, or give this one another --state-directory"
            )
        }
        let pid = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = pid.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        return StateDirectory(lock: descriptor)
    }

    static func make(_ path: String, mode: mode_t) throws(StartFailure) {
        var parent = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            parent += (path.hasPrefix("/") || !parent.isEmpty ? "/" : "") + part
            if mkdir(parent, mode) != 0, errno != EEXIST {
                throw StartFailure(.directory, "\(parent) cannot be made: \(reason())", next: nil)
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, access(path, W_OK | X_OK) == 0
        else {
            throw StartFailure(
                .directory, "\(path) is no directory that can be written: \(reason())", next: nil)
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
