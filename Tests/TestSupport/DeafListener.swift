import Glibc

/// A port that never takes a connection: whoever connects waits, with nothing sent.
package final class DeafListener: Sendable {
    package let port: Int
    private let descriptors: [Int32]

    package init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 0) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard bound else { throw SupportError("no listener: errno \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        // The queue of finished connections is full after a few; the kernel then leaves further ones without a word.
        var open = [listener]
        for _ in 0..<4 {
            let filler = socket(
                AF_INET,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(filler, $0, length) }
            }
            open.append(filler)
        }
        descriptors = open
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    package func url(_ path: String = "/posts") -> String { "http://127.0.0.1:\(port)\(path)" }
}
