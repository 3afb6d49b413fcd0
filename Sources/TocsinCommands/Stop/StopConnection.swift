import ControlInterface
import Glibc
import Varlink

/// One press on the stop socket. The connection outlives the first second without an answer: what comes late is
/// still worth knowing.
final class StopConnection {
    private static let receiveBytes = 16 * 1024
    /// The stop path's answers are well under this.
    private static let frameBytesMax = 64 * 1024

    private let descriptor: Int32
    private var splitter = FrameSplitter(frameBytesMax: frameBytesMax)
    private var buffer = [UInt8](repeating: 0, count: receiveBytes)

    /// Connects and writes, within `patience`.
    init(pressing path: String, _ parameters: JSONValue, within patience: Duration) throws(VarlinkClientError)
    {
        descriptor = try UnixSocket.connect(path, sendTimeout: patience)
        var bytes: [UInt8] = []
        Call(method: StopInterface.Engage.name, parameters: parameters).encode(into: &bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { part in
                send(descriptor, part.baseAddress.map { $0 + sent }, part.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN {
                throw .timedOut
            } else {
                try UnixSocket.wait(descriptor, for: POLLOUT, errno, 0)
            }
        }
    }

    deinit { close(descriptor) }

    /// The answer, when it comes in time.
    func answer(until end: ContinuousClock.Instant) throws(VarlinkClientError) -> JSONValue {
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
            case ..<0:
                let number = errno
                let (seconds, attoseconds) = (end - .now).components
                let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
                guard milliseconds >= 0 else { throw .timedOut }
                try UnixSocket.wait(descriptor, for: POLLIN, number, Int32(clamping: milliseconds))
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
