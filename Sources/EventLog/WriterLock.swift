internal import Glibc

/// Keeps a second writer out of a directory: a file lock that the kernel drops when its holder dies, however it dies.
struct WriterLock: ~Copyable, Sendable {
    static let fileName = "writer.lock"

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Unlocked by name: a child between fork and exec still has the descriptor, and would hold the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    static func acquire(directory: String) throws(EventLogError) -> WriterLock {
        let descriptor = open("\(directory)/\(fileName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EventLogError(.storeFailed, detail: "\(fileName) cannot be opened (errno \(errno))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = holder(descriptor)
            close(descriptor)
            if code != EWOULDBLOCK {
                throw EventLogError(.storeFailed, detail: "\(fileName) cannot be locked (errno \(code))")
            }
            throw EventLogError(.inUse, holder: holder, detail: "another process writes this log")
        }
        let text = Array("\(getpid())\n".utf8)
        // The number only helps a person; the lock holds without it, on a full disk too.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
        return WriterLock(descriptor: descriptor)
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &text, text.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: text[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
