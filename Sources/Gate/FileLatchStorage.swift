import Glibc

/// A latch's file: of full size from the beginning, so that a write never needs space, and flushed with fdatasync.
package final class FileLatchStorage: LatchStorage {
    private let descriptor: CInt
    private let isFlushed: Bool

    private init(descriptor: CInt, isFlushed: Bool) {
        self.descriptor = descriptor
        self.isFlushed = isFlushed
    }

    deinit { Glibc.close(descriptor) }

    /// Nil when there is no such file.
    static func open(path: String, isFlushed: Bool) throws(LatchError) -> FileLatchStorage? {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw LatchError(.openFailed, errno: errno)
        }
        return FileLatchStorage(descriptor: descriptor, isFlushed: isFlushed)
    }

    /// Makes a file of zeros. It appears under its name only when it is complete.
    static func create(
        directory: String, name: String, isFlushed: Bool
    ) throws(LatchError) -> FileLatchStorage {
        let path = directory + "/" + name
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = Glibc.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LatchError(.openFailed, errno: errno) }
        let storage = FileLatchStorage(descriptor: descriptor, isFlushed: isFlushed)
        let zeros = UnsafeMutableRawBufferPointer.allocate(byteCount: Latch.fileSize, alignment: 8)
        defer { zeros.deallocate() }
        zeros.initializeMemory(as: UInt8.self, repeating: 0)
        try storage.write(UnsafeRawBufferPointer(zeros), at: 0)
        if isFlushed, fsync(descriptor) != 0 { throw LatchError(.flushFailed, errno: errno) }
        guard rename(temporary, path) == 0 else { throw LatchError(.openFailed, errno: errno) }
        guard isFlushed else { return storage }
        let folder = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw LatchError(.openFailed, errno: errno) }
        defer { Glibc.close(folder) }
        guard fsync(folder) == 0 else { throw LatchError(.flushFailed, errno: errno) }
        return storage
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // Cut short, it would stay unreadable when one slot is written again: each start a new stop.
                posix_fallocate(descriptor, 0, off_t(Latch.fileSize))
                return false
            }
            done += count
        }
        return true
    }

    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LatchError) {
        var done = 0
        while done < bytes.count {
            let place = off_t(offset + done)
            let count = pwrite(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, place)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw LatchError(.writeFailed, errno: count < 0 ? errno : EIO) }
            done += count
        }
    }

    package func flush() throws(LatchError) {
        guard isFlushed else { return }
        guard fdatasync(descriptor) == 0 else { throw LatchError(.flushFailed, errno: errno) }
    }
}
