import Glibc

/// The service manager's end of `NOTIFY_SOCKET`.
package final class NotifySocket: Sendable {
    package let path: String
    private let descriptor: Int32

    package init(_ path: String) throws {
        self.path = path
        descriptor = socket(
            AF_UNIX,
            Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw SupportError("no notify socket: errno \(errno)") }
    }

    deinit { close(descriptor) }

    /// Takes messages until one is as wanted.
    package func waitFor(_ what: String, _ matches: (String) -> Bool) async throws {
        try await Wait.until(what) {
            var buffer = [UInt8](repeating: 0, count: 8_192)
            while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
                if matches(String(decoding: buffer[..<count], as: UTF8.self)) { return true }
            }
            return false
        }
    }
}
