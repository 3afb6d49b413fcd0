import Dispatch
import Glibc
import Varlink

/// Listens in a temporary folder and gives the one client that connects the bytes that a test wrote
/// down, each portion after one more message came. It can break the protocol in any way.
final class CannedServer: @unchecked Sendable {
    let path: String
    private let folder: String
    private let listener: Int32

    struct Fault: Error {
        let operation: String
        let errno: Int32
    }

    init(backlog: Int32 = 4) throws {
        var template = Array("/tmp/varlink-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Fault(operation: "mkdtemp", errno: errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/socket"
        listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = listener
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, listen(listener, backlog) == 0 else {
            throw Fault(operation: "bind", errno: errno)
        }
    }

    deinit {
        close(listener)
        unlink(path)
        rmdir(folder)
    }

    /// From now on nobody listens, while the file stays.
    func stopListening() { shutdown(listener, CInt(SHUT_RDWR)) }

    /// The connection is closed after the last portion unless it is to stay open until the client leaves.
    func serve(_ portions: [[UInt8]], stayOpen: Bool = false) {
        DispatchQueue(label: "canned server").async { [self] in
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            defer { close(connection) }
            for portion in portions {
                guard readMessage(connection) else { return }
                _ = portion.withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
            }
            if stayOpen { while readMessage(connection) {} }
        }
    }

    private func readMessage(_ connection: Int32) -> Bool {
        var byte: UInt8 = 1
        while recv(connection, &byte, 1, 0) == 1 {
            if byte == 0 { return true }
        }
        return false
    }
}

/// Runs what blocks on a thread of its own, not on one of the few of the pool.
func blocking<Returned: Sendable>(
    _ body: @escaping @Sendable () throws -> Returned
) async throws -> Returned {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "blocking client").async { continuation.resume(with: Result { try body() }) }
    }
}
