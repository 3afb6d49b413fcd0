import CrisisModel
import Glibc

extension Snapshot {
    /// `state-00000000000000001234.snapshot`, so that names sort as sequences do.
    package static func fileName(sequence: UInt64) -> String {
        let digits = String(sequence)
        return "state-" + String(repeating: "0", count: 20 - digits.count) + digits + ".snapshot"
    }

    /// Answers with the file's path once the file and its name are on the disk. What a crash leaves is either the
    /// whole file or one with another name.
    @discardableResult
    package func write(to directory: String) throws(SnapshotError) -> String {
        let path = directory + "/" + Self.fileName(sequence: sequence)
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(.cannotWrite, temporary) }
        do throws(SnapshotError) {
            try Self.fill(descriptor, pieces, temporary)
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = Self.failure(.cannotWrite, path)
            unlink(temporary)
            throw error
        }
        try Self.flush(directory: directory)
        return path
    }

    private static func fill(
        _ descriptor: Int32, _ pieces: [[UInt8]], _ path: String
    ) throws(SnapshotError) {
        guard fchmod(descriptor, 0o600) == 0 else { throw failure(.cannotWrite, path) }
        for bytes in pieces {
            var written = 0
            while written < bytes.count {
                let count = bytes.withUnsafeBytes { buffer in
                    Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure(.cannotWrite, path) }
                written += count
            }
        }
        guard fsync(descriptor) == 0 else { throw failure(.cannotWrite, path) }
    }

    static func flush(directory: String) throws(SnapshotError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(.cannotWrite, directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(.cannotWrite, directory) }
    }

    package static func read(_ path: String) throws(SnapshotError) -> Snapshot {
        // A pipe with this name must not make the reader wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(.cannotRead, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(.cannotRead, path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SnapshotError(.notASnapshot, "\(path) is not a file")
        }
        guard status.st_size <= SnapshotLimits.bytesMax else {
            throw SnapshotError(.tooLarge, "\(path) has \(status.st_size) bytes")
        }
        var left = Int(status.st_size)
        var bytes = try next(min(left, headerByteCount), of: descriptor, path)
        let headByteCount = try SnapshotHead.byteCount(beginning: bytes)
        guard headByteCount <= left else {
            throw SnapshotError(.cutOff, "the body does not have the length that the header says")
        }
        bytes += try next(headByteCount - bytes.count, of: descriptor, path)
        let head = try SnapshotHead(beginningOf: bytes)
        left -= headByteCount
        guard left == head.contentByteCount else {
            throw SnapshotError(.cutOff, "the contents do not have the length that the head says")
        }
        var segments: [PackedSegment] = []
        for content in head.contents {
            segments.append(try content.segment(try next(content.byteCount, of: descriptor, path)))
        }
        return Snapshot(head, segments: segments)
    }

    /// Fewer bytes where the file ends.
    private static func next(
        _ size: Int, of descriptor: Int32, _ path: String
    ) throws(SnapshotError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failed = true }
                if got <= 0 { return }
                count += got
            }
        }
        if failed { throw failure(.cannotRead, path) }
        return bytes
    }

    static func failure(_ code: SnapshotError.Code, _ path: String) -> SnapshotError {
        let number = errno
        return SnapshotError(code, "\(path): \(String(cString: strerror(number)))", errno: number)
    }
}
