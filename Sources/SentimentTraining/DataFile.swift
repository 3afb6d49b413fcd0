import Glibc

/// Reads a data file whole, unpacked by a child `gzip -dc` where its name ends in ".gz".
enum DataFile {
    /// A corpus unpacked is some megabytes; more than this is a mistake.
    static let sizeLimit = 1 << 30

    /// The path itself or its ".gz" twin, nil when neither is there.
    static func find(_ path: String) -> String? {
        for candidate in [path, path + ".gz"] where access(candidate, R_OK) == 0 { return candidate }
        return nil
    }

    static func read(_ path: String) throws(TrainingError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(path: path, code: errno) }
        defer { close(file) }
        guard path.hasSuffix(".gz") else { return try readAll(file, path) }

        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw .unreadable(path: path, code: errno) }
        // Else the child would hold the reading end too, and never learn that nobody reads.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child = spawn(input: file, output: ends[1])
        close(ends[1])
        guard let child else { throw .notUnpacked(path: path) }

        let result: Result<[UInt8], TrainingError>
        do throws(TrainingError) { result = .success(try readAll(ends[0], path)) } catch {
            result = .failure(error)
        }
        if case .failure = result { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let bytes = try result.get()
        guard status == 0 else { throw .notUnpacked(path: path) }
        return bytes
    }

    private static func spawn(input: Int32, output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("gzip"), strdup("-dc"), nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, "gzip", &actions, nil, &arguments, environ) == 0 else { return nil }
        return child
    }

    private static func readAll(_ file: Int32, _ path: String) throws(TrainingError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, code: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= sizeLimit else { throw .tooLarge(path: path, limit: sizeLimit) }
        }
    }

    /// Written beside, flushed, then renamed: a reader sees the old weights or the new ones, whole.
    static func write(_ bytes: [UInt8], to path: String) throws(TrainingError) {
        let beside = path + ".partial"
        let file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .unwritable(path: path, code: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                close(file)
                unlink(beside)
                throw .unwritable(path: path, code: code)
            }
            written += count
        }
        let isFlushed = fsync(file) == 0
        guard close(file) == 0, isFlushed, rename(beside, path) == 0 else {
            let code = errno
            unlink(beside)
            throw .unwritable(path: path, code: code)
        }
    }
}
