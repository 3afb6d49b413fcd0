import Glibc
import Varlink

/// Calls written ahead of their answers, on a connection of its own, for imports.
///
/// The caller bounds how many are on their way: well below the daemon's limit of pending calls, and so few that
/// the two sides can never wait for each other with full buffers.
final class SocketPipeline: CallPipeline {
    /// A batch that waits behind a stop or a slow disk is not lost; one that waits this long is.
    private static let patienceMilliseconds: Int32 = 120_000
    private static let receiveBytes = 64 * 1024
    private static let frameBytesMax = 16 * 1024 * 1024

    private let descriptor: Int32
    private var splitter = FrameSplitter(frameBytesMax: frameBytesMax)
    private var buffer = [UInt8](repeating: 0, count: receiveBytes)

    init(connectingTo path: String) throws(VarlinkClientError) {
        descriptor = try UnixSocket.connect(path)
    }

    deinit { close(descriptor) }

    func send(_ method: String, _ parameters: JSONValue) throws(VarlinkClientError) {
        var bytes: [UInt8] = []
        Call(method: method, parameters: parameters).encode(into: &bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { part in
                Glibc.send(
                    descriptor, part.baseAddress.map { $0 + sent }, part.count - sent,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count >= 0 {
                sent += count
            } else {
                try UnixSocket.wait(descriptor, for: POLLOUT, errno, Self.patienceMilliseconds)
            }
        }
    }

    func receive() throws(VarlinkClientError) -> JSONValue {
        while true {
            if let reply = try nextReply() {
                if let name = reply.error { throw .errorReply(name: name, parameters: reply.parameters) }
                return reply.parameters
            }
            let count = buffer.withUnsafeMutableBytes { part in
                recv(descriptor, part.baseAddress, part.count, Int32(MSG_DONTWAIT))
            }
            switch count {
            case 0: throw .closed
            case ..<0: try UnixSocket.wait(descriptor, for: POLLIN, errno, Self.patienceMilliseconds)
            default:
                buffer.withUnsafeBytes { splitter.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
        }
    }

    private func nextReply() throws(VarlinkClientError) -> Reply? {
        do throws(ProtocolViolation) {
            return try splitter.next { frame throws(ProtocolViolation) in try Reply(frame: frame) }
        } catch {
            throw .protocolViolation(error)
        }
    }
}
