internal import Glibc

/// Why a call by the client did not come to a reply, in words that say what to look at.
package enum VarlinkClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing is at the path: the daemon is not running, or runs with another directory.
    case noSocket(path: String)
    case notPermitted(path: String)
    /// The file is there, nobody listens on it.
    case refused(path: String)
    case pathTooLong(path: String)
    case system(operation: String, errno: Int32)
    /// The server closed the connection before the reply was complete.
    case closed
    case timedOut
    case protocolViolation(ProtocolViolation)
    case encoding(JSONCodingError)
    case decoding(JSONCodingError)
    case errorReply(name: String, parameters: JSONValue)

    /// Stable, for scripts.
    package var code: String {
        switch self {
        case .noSocket: "no-socket"
        case .notPermitted: "not-permitted"
        case .refused: "refused"
        case .pathTooLong: "path-too-long"
        case .system: "system"
        case .closed: "closed"
        case .timedOut: "timed-out"
        case .protocolViolation: "protocol-violation"
        case .encoding: "encoding"
        case .decoding: "decoding"
        case .errorReply: "error-reply"
        }
    }

    package var description: String {
        switch self {
        case .noSocket(let path): "there is no socket at \(path)"
        case .notPermitted(let path): "no permission to connect to \(path)"
        case .refused(let path): "nobody listens on \(path)"
        case .pathTooLong(let path): "longer than a socket's path may be: \(path)"
        case .system(let operation, let errno): "\(operation): \(String(cString: strerror(errno)))"
        case .closed: "the server closed the connection without a reply"
        case .timedOut: "no reply in time"
        case .protocolViolation(let violation): "the server broke the protocol: \(violation)"
        case .encoding(let error): "the parameters cannot be sent: \(error)"
        case .decoding(let error): "the reply is not what was expected: \(error)"
        case .errorReply(let name, let parameters):
            parameters == [:] ? name : "\(name) \(parameters.text)"
        }
    }

    static func system(_ operation: String) -> VarlinkClientError {
        .system(operation: operation, errno: errno)
    }
}
