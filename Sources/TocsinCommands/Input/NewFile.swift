import Glibc

/// A file that did not exist before: nothing is ever overwritten.
enum NewFile {
    static func write(_ text: String, to path: String) throws(CommandError) {
        let file = try create(path)
        defer { close(file) }
        try append(text, to: file, path)
    }

    /// The descriptor is the caller's to close.
    static func create(_ path: String) throws(CommandError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandError(
                .cannotWrite, "the file cannot be made: \(SystemText.error(errno))", place: path,
                next: errno == EEXIST ? ["name another file: an existing one is never overwritten"] : [])
        }
        return descriptor
    }

    static func append(_ text: String, to descriptor: Int32, _ path: String) throws(CommandError) {
        var copy = text
        let failure: Int32? = copy.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(
                    descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return errno }
                written += count
            }
            return nil
        }
        if let failure {
            throw CommandError(
                .cannotWrite, "the file cannot be written: \(SystemText.error(failure))", place: path)
        }
    }
}
