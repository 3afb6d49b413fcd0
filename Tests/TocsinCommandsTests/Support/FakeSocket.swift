import Glibc

/// A Unix socket with one thread behind it, which serves one connection as the test says.
final class FakeSocket: @unchecked Sendable {
    let path: String
    private let listener: Int32
    private var thread = pthread_t()
    private var isRunning = true
    private let serve: @Sendable (_ connection: Int32) -> Void

    init(at path: String, _ serve: @escaping @Sendable (_ connection: Int32) -> Void) {
        self.path = path
        self.serve = serve
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        precondition(status == 0 && listen(listener, 8) == 0, "no socket")
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let socket = Unmanaged<FakeSocket>.fromOpaque(context).takeRetainedValue()
                let connection = accept(socket.listener, nil, nil)
                if connection >= 0 {
                    socket.serve(connection)
                    close(connection)
                }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
    }

    /// Waits for the thread.
    func finish() {
        shutdown(listener, Int32(SHUT_RDWR))
        if isRunning { pthread_join(thread, nil) }
        isRunning = false
        close(listener)
    }

    /// Everything up to and without the NUL that ends a message.
    static func message(_ connection: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(connection, &byte, 1) == 1, byte != 0 { bytes.append(byte) }
        return bytes
    }

    static func send(_ text: String, _ connection: Int32) {
        let bytes = Array(text.utf8) + [0]
        _ = bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Returns when the other end has gone.
    static func waitForEnd(_ connection: Int32) {
        var byte: UInt8 = 0
        while read(connection, &byte, 1) > 0 {}
    }
}
