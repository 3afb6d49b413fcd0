internal import Glibc

/// Files and directories that are on the disk when a call returns.
enum DurableFile {
    /// Writes a file under another name, flushes it, gives it its name and flushes the directory: whatever ends the
    /// process, a file of the name is whole.
    static func write(_ parts: [[UInt8]], name: String, in directory: String) throws(LogFileError) {
        let path = "\(directory)/\(name)"
        let unfinished = path + ".part"
        // What a crash left goes; somebody else's file or link is not written through.
        unlink(unfinished)
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(unfinished, "cannot be made", errno) }
        do throws(LogFileError) {
            for part in parts { try append(part, to: descriptor, path: unfinished) }
            guard fsync(descriptor) == 0 else { throw failure(unfinished, "cannot be flushed", errno) }
        } catch {
            close(descriptor)
            unlink(unfinished)
            throw error
        }
        guard close(descriptor) == 0 else { throw failure(unfinished, "cannot be closed", errno) }
        guard rename(unfinished, path) == 0 else { throw failure(path, "cannot be named", errno) }
        try flush(directory)
    }

    static func append(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(LogFileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path, "cannot be written", count < 0 ? errno : ENOSPC) }
            written += count
        }
    }

    /// A file, or a directory with the names in it.
    static func flush(_ path: String) throws(LogFileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened to be flushed", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path, "cannot be flushed", errno) }
    }

    /// Makes a directory unless it is there; its parent must be.
    static func makeDirectory(_ path: String) throws(LogFileError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw failure(path, "cannot be made", errno)
        }
        guard isDirectory(path) else {
            throw LogFileError(.cannotWrite, place: path, "is not a directory", advice: "give a directory")
        }
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// The names in a directory, in order.
    static func names(in directory: String) throws(LogFileError) -> [String] {
        guard let listing = opendir(directory) else {
            throw LogFileError(
                .cannotRead, place: directory, "cannot be listed: \(SystemError.text(errno))",
                advice: "give a directory that can be read")
        }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names.sorted()
    }

    static func failure(_ path: String, _ problem: String, _ code: Int32) -> LogFileError {
        let isFull = code == ENOSPC || code == EDQUOT
        return LogFileError(
            isFull ? .noSpace : .cannotWrite, place: path, "\(problem): \(SystemError.text(code))",
            advice: isFull
                ? "make room and run the same command again: it goes on where it ended"
                : "see to the disk and the permissions, then run the same command again")
    }
}
