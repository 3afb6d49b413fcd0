internal import Glibc

/// A connected Unix stream socket that never blocks longer than asked.
struct ClientSocket: ~Copyable {
    let descriptor: CInt

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A path that begins with `@` names a socket in the abstract namespace.
    static func connected(
        to path: String, within timeout: Duration
    ) throws(VarlinkClientError) -> ClientSocket {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system("socket") }
        let made = ClientSocket(descriptor: descriptor)
        var (address, length) = try Self.address(path)
        // connect(2) to a socket whose queue is full waits as long as SO_SNDTIMEO says, then fails with EAGAIN.
        let (seconds, attoseconds) = timeout.components
        var limit = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        guard status != 0 else { return made }
        switch errno {
        case ENOENT, ENOTDIR: throw .noSocket(path: path)
        case EACCES, EPERM: throw .notPermitted(path: path)
        case ECONNREFUSED: throw .refused(path: path)
        case EAGAIN: throw .timedOut
        default: throw .system("connect")
        }
    }

    private static func address(_ path: String) throws(VarlinkClientError) -> (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < capacity else { throw .pathTooLong(path: path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let full = MemoryLayout<sockaddr_un>.size
        return (address, socklen_t(isAbstract ? full - capacity + bytes.count : full))
    }

    borrowing func send(_ bytes: [UInt8], by deadline: Deadline) throws(VarlinkClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                    CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count >= 0 {
                sent += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: try wait(for: POLLOUT, by: deadline)
            case EPIPE, ECONNRESET: throw .closed
            default: throw .system("send")
            }
        }
    }

    /// Zero at the end of the stream.
    borrowing func receive(into buffer: inout [UInt8], by deadline: Deadline) throws(VarlinkClientError)
        -> Int
    {
        while true {
            let count = buffer.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT))
            }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: try wait(for: POLLIN, by: deadline)
            case ECONNRESET: return 0
            default: throw .system("recv")
            }
        }
    }

    private borrowing func wait(for events: CInt, by deadline: Deadline) throws(VarlinkClientError) {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let status = poll(&entry, 1, try deadline.remainingMilliseconds())
            if status > 0 { return }
            if status < 0, errno != EINTR { throw .system("poll") }
        }
    }

    /// The end of a wait, in the clock that goes on while the machine sleeps.
    struct Deadline {
        private let end: ContinuousClock.Instant?

        init(_ timeout: Duration?) { end = timeout.map { ContinuousClock.now + $0 } }

        /// As poll(2) takes it: rounded up, -1 for no end.
        func remainingMilliseconds() throws(VarlinkClientError) -> CInt {
            guard let end else { return -1 }
            let remaining = end - .now
            guard remaining > .zero else { throw .timedOut }
            let (seconds, attoseconds) = remaining.components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1
            return CInt(clamping: milliseconds)
        }
    }
}
