import Glibc
import Varlink

/// The two calls on a Unix stream socket that need care.
enum UnixSocket {
    /// - Parameter sendTimeout: connect(2) to a socket whose queue is full waits that long, and so does each send.
    static func connect(
        _ path: String, sendTimeout: Duration = .seconds(10)
    ) throws(VarlinkClientError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .pathTooLong(path: path)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(operation: "socket", errno: errno) }
        let (seconds, attoseconds) = sendTimeout.components
        var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        guard status != 0 else { return descriptor }
        let number = errno
        close(descriptor)
        switch number {
        case ENOENT, ENOTDIR: throw .noSocket(path: path)
        case EACCES, EPERM: throw .notPermitted(path: path)
        case ECONNREFUSED: throw .refused(path: path)
        case EAGAIN: throw .timedOut
        default: throw .system(operation: "connect", errno: number)
        }
    }

    /// Waits after a call that returned `number`, which is `EAGAIN` when there is something to wait for.
    static func wait(
        _ descriptor: Int32, for events: Int32, _ number: Int32, _ milliseconds: Int32
    ) throws(VarlinkClientError) {
        switch number {
        case EINTR: return
        case EAGAIN: break
        case EPIPE, ECONNRESET: throw .closed
        default: throw .system(operation: "socket", errno: number)
        }
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let status = poll(&entry, 1, milliseconds)
            if status > 0 { return }
            if status == 0 { throw .timedOut }
            if errno != EINTR { throw .system(operation: "poll", errno: errno) }
        }
    }
}
