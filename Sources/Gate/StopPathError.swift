/// Why the stop path could not be set up. None of it may be met by going on without a stop path.
package struct StopPathError: Error, Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case signals = "stop-signals-failed"
        case socket = "stop-socket-failed"
        case wakeUp = "stop-wake-up-failed"
        case watch = "sentinel-watch-failed"
        case thread = "stop-thread-failed"
    }

    package let code: Code
    /// The system's number for the cause.
    package let errno: Int32

    package init(_ code: Code, errno: Int32) {
        self.code = code
        self.errno = errno
    }
}
