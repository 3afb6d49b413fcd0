internal import Glibc
internal import Synchronization

/// The environments that this process has open. LMDB's manual: "Do not open your database twice in the same
/// process at the same time": closing one of the two would drop the file locks of the other.
enum OpenEnvironments {
    struct Identity: Hashable, Sendable {
        let device: UInt
        let inode: UInt
    }

    private static let open = Mutex<Set<Identity>>([])

    /// False when the directory is open already.
    static func claim(_ identity: Identity) -> Bool {
        open.withLock { $0.insert(identity).inserted }
    }

    static func release(_ identity: Identity) {
        _ = open.withLock { $0.remove(identity) }
    }

    static func identity(of path: String) throws(LMDBError) -> Identity {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw LMDBError(status: errno, operation: .open) }
        return Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }

    /// Sets close-on-exec on every descriptor of ours that shows one of these files, because LMDB does not set it
    /// on all of its own and hands out only one.
    static func closeOnExec(_ files: Set<Identity>) {
        guard let listing = unsafe opendir("/proc/self/fd") else { return }
        defer { unsafe closedir(listing) }
        while let entry = unsafe readdir(listing) {
            let descriptor = unsafe withUnsafeBytes(of: entry.pointee.d_name) { name in
                unsafe decimal(name)
            }
            guard let descriptor else { continue }
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { continue }
            guard files.contains(Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))) else {
                continue
            }
            _ = fcntl(descriptor, F_SETFD, fcntl(descriptor, F_GETFD) | FD_CLOEXEC)
        }
    }

    private static func decimal(_ name: UnsafeRawBufferPointer) -> Int32? {
        var value: Int32 = 0
        var digits = 0
        for index in 0..<name.count {
            let byte = unsafe name[index]
            if byte == 0 { break }
            guard byte >= 48, byte <= 57, digits < 9 else { return nil }
            value = value * 10 + Int32(byte - 48)
            digits += 1
        }
        return digits == 0 ? nil : value
    }
}
