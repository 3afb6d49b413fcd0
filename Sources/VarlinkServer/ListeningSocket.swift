internal import Glibc

/// A bound and listening Unix stream socket: one that was inherited, or one made here under a path.
struct ListeningSocket {
    /// Connections that the kernel keeps until they are accepted.
    static let backlog: CInt = 256

    /// The file that was made, so that only that one is removed at the end.
    struct File: Sendable, Hashable {
        let path: String
        let device: UInt
        let inode: UInt
    }

    let descriptor: CInt
    let file: File?

    init(inherited descriptor: CInt) throws(ServerError) {
        func option(_ name: CInt) -> CInt? {
            var value: CInt = 0
            var length = socklen_t(MemoryLayout<CInt>.size)
            return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
        }
        guard option(SO_DOMAIN) == AF_UNIX, option(SO_TYPE) == CInt(SOCK_STREAM.rawValue),
            option(SO_ACCEPTCONN) == 1
        else { throw .notListening(descriptor: descriptor) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
        file = nil
    }

    init(path: String, mode: UInt32) throws(ServerError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .pathTooLong(path: path)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        try Self.removeStaleFile(path, address)
        let descriptor = try Self.makeSocket(path)
        do throws(ServerError) {
            try Self.check(Self.withAddress(address) { bind(descriptor, $0, $1) }, "bind", path)
            // Nobody can connect before listen(2), so the mode is in force before the first connection.
            try Self.check(chmod(path, mode_t(mode)), "chmod", path)
            var status = stat()
            try Self.check(lstat(path, &status), "stat", path)
            try Self.check(listen(descriptor, Self.backlog), "listen", path)
            file = File(path: path, device: UInt(status.st_dev), inode: UInt(status.st_ino))
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    static func removeFile(_ file: File) {
        var status = stat()
        guard lstat(file.path, &status) == 0, UInt(status.st_dev) == file.device,
            UInt(status.st_ino) == file.inode
        else { return }
        unlink(file.path)
    }

    /// A file that nobody answers on was left by a process that died. One that answers is never touched.
    private static func removeStaleFile(_ path: String, _ address: sockaddr_un) throws(ServerError) {
        var status = stat()
        if lstat(path, &status) != 0 {
            if errno == ENOENT { return }
            throw system("stat", path)
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let probe = try makeSocket(path)
        defer { close(probe) }
        let answer = withAddress(address) { connect(probe, $0, $1) }
        guard answer != 0 else { throw .inUse(path: path) }
        switch errno {
        case ECONNREFUSED: try check(unlink(path), "unlink", path)
        case ENOENT: return
        // A full queue, or no permission to ask: somebody may be there.
        default: throw .inUse(path: path)
        }
    }

    private static func makeSocket(_ path: String) throws(ServerError) -> CInt {
        let flags = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, CInt(flags), 0)
        guard descriptor >= 0 else { throw system("socket", path) }
        return descriptor
    }

    private static func withAddress(
        _ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func check(_ status: CInt, _ operation: String, _ path: String) throws(ServerError) {
        guard status == 0 else { throw system(operation, path) }
    }

    private static func system(_ operation: String, _ path: String) -> ServerError {
        .system(operation: operation, path: path, errno: errno)
    }
}
