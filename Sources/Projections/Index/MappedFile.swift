import Glibc

/// A file of zeros mapped into memory, for an index that can be deleted and made anew. Its blocks are allocated before
/// it is mapped: touching a hole on a full disk would end the process.
final class MappedFile: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    private init(_ bytes: UnsafeMutableRawBufferPointer) { self.bytes = bytes }

    deinit {
        if let start = bytes.baseAddress { munmap(start, bytes.count) }
    }

    /// Nil when there is no room or no such file. An existing one must have this size.
    static func map(_ path: String, byteCount: Int, make: Bool) -> MappedFile? {
        let flags =
            make ? O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW : O_RDWR | O_CLOEXEC | O_NOFOLLOW
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if make {
            guard posix_fallocate(descriptor, 0, byteCount) == 0 else {
                unlink(path)
                return nil
            }
        } else {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_size == byteCount else { return nil }
        }
        guard let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else { return nil }
        return MappedFile(UnsafeMutableRawBufferPointer(start: start, count: byteCount))
    }

    func flush() -> Bool { msync(bytes.baseAddress, bytes.count, MS_SYNC) == 0 }
}
