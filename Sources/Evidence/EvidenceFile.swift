internal import Glibc

/// Files of evidence: read with a bound, never through a symbolic link; written anew, flushed with their directory.
package enum EvidenceFile {
    /// What a file must be to be read as a secret.
    enum Secrecy { case anybody, ownerOnly }

    package static func read(_ path: String, bytesMax: Int) throws(EvidenceError) -> [UInt8] {
        try read(path, bytesMax: bytesMax, secrecy: .anybody, flags: 0)
    }

    static func read(
        _ path: String, bytesMax: Int, secrecy: Secrecy, flags: Int32 = O_NOFOLLOW
    ) throws(EvidenceError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags)
        guard descriptor >= 0 else {
            throw EvidenceError(errno == ENOENT ? .notThere : .cannotRead, reason(errno), path: path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw EvidenceError(.cannotRead, reason(errno), path: path)
        }
        if secrecy == .ownerOnly {
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw EvidenceError(.keyExposed, "not a regular file", path: path)
            }
            guard status.st_mode & 0o077 == 0 else {
                throw EvidenceError(.keyExposed, "others may read it; it must have mode 0600", path: path)
            }
            guard status.st_uid == geteuid() else {
                throw EvidenceError(.keyExposed, "it belongs to uid \(status.st_uid)", path: path)
            }
        }
        return try contents(of: descriptor, bytesMax: bytesMax, path: path)
    }

    /// Everything that a descriptor gives, a pipe's too.
    package static func contents(
        of descriptor: Int32, bytesMax: Int, path: String
    ) throws(EvidenceError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw EvidenceError(.cannotRead, reason(errno), path: path) }
            if count == 0 { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= bytesMax else {
                throw EvidenceError(.tooLarge, "more than \(bytesMax) bytes", path: path)
            }
        }
    }

    /// A file that was not there before; whole and flushed when this returns, and its directory too.
    package static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(EvidenceError) {
        let file = try Writer(path, mode: mode)
        try file.write(bytes)
        try file.finish()
        try flushDirectory(of: path)
    }

    static func flushDirectory(of path: String) throws(EvidenceError) {
        let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
        try flush(directory: parent.isEmpty ? "/" : parent)
    }

    static func flush(directory: String) throws(EvidenceError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw EvidenceError(.cannotWrite, reason(errno), path: directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw EvidenceError(.cannotWrite, reason(errno), path: directory)
        }
    }

    static func makeDirectory(_ path: String) throws(EvidenceError) {
        guard mkdir(path, 0o700) == 0 else {
            throw EvidenceError(errno == EEXIST ? .alreadyThere : .cannotWrite, reason(errno), path: path)
        }
    }

    static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}

extension EvidenceFile {
    /// A new file being written, through a buffer.
    struct Writer: ~Copyable {
        private static let bufferBytes = 1 << 16

        private let descriptor: Int32
        private let path: String
        private let buffer = Buffer()

        private final class Buffer { var bytes: [UInt8] = [] }

        init(_ path: String, mode: UInt32) throws(EvidenceError) {
            self.path = path
            descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
            guard descriptor >= 0 else {
                throw EvidenceError(
                    errno == EEXIST ? .alreadyThere : .cannotWrite, EvidenceFile.reason(errno), path: path)
            }
            // The process's mask does not decide who reads it.
            fchmod(descriptor, mode)
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        func write(_ bytes: some Sequence<UInt8>) throws(EvidenceError) {
            buffer.bytes += bytes
            if buffer.bytes.count >= Self.bufferBytes { try drain() }
        }

        func finish() throws(EvidenceError) {
            try drain()
            guard fsync(descriptor) == 0 else {
                throw EvidenceError(.cannotWrite, EvidenceFile.reason(errno), path: path)
            }
        }

        private func drain() throws(EvidenceError) {
            var written = 0
            while written < buffer.bytes.count {
                let count = buffer.bytes[written...].withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress, $0.count)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw EvidenceError(.cannotWrite, EvidenceFile.reason(errno), path: path)
                }
                written += count
            }
            buffer.bytes.removeAll(keepingCapacity: true)
        }
    }
}
