import Glibc

/// Bytes to and from a Unix socket, for what no client of ours would send.
package final class RawSocket: Sendable {
    private let descriptor: Int32

    package static func connected(_ path: String) throws(SupportError) -> RawSocket { try RawSocket(path) }

    package init(_ path: String) throws(SupportError) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SupportError("the path is too long for a socket: \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            let reason = errno
            throw SupportError("\(path) does not answer: errno \(reason)")
        }
    }

    deinit { close(descriptor) }

    /// False when the other side has closed.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Up to the terminator, which is not included, or to the end. Nil when nothing came in time.
    package func receive(until terminator: UInt8? = nil, within patience: Duration = Wait.patience)
        -> [UInt8]?
    {
        let end = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let left = (end - .now).components
            let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0 else { return nil }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32(clamping: milliseconds)) > 0 else { continue }
            let count = recv(descriptor, &byte, 1, 0)
            guard count > 0 else { return bytes }
            if byte == terminator { return bytes }
            bytes.append(byte)
        }
    }
}
