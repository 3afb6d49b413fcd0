internal import Glibc

/// Why the server cannot listen.
package enum ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    case notListening(descriptor: Int32)
    case pathTooLong(path: String)
    /// Something that is no socket is at the path; it is left alone.
    case notASocket(path: String)
    /// Somebody answers there.
    case inUse(path: String)
    case system(operation: String, path: String, errno: Int32)
    case transport(String)
    case alreadyStarted

    /// Stable, for scripts.
    package var code: String {
        switch self {
        case .notListening: "not-listening"
        case .pathTooLong: "path-too-long"
        case .notASocket: "not-a-socket"
        case .inUse: "in-use"
        case .system: "system"
        case .transport: "transport"
        case .alreadyStarted: "already-started"
        }
    }

    package var description: String {
        switch self {
        case .notListening(let descriptor): "descriptor \(descriptor) is no listening Unix stream socket"
        case .pathTooLong(let path): "longer than a socket's path may be: \(path)"
        case .notASocket(let path): "\(path) exists and is no socket"
        case .inUse(let path): "another process listens on \(path)"
        case .system(let operation, let path, let errno):
            "\(operation) \(path): \(String(cString: strerror(errno)))"
        case .transport(let detail): detail
        case .alreadyStarted: "the server was started before"
        }
    }
}
