/// Why a latch could not be written or made.
package struct LatchError: Error, Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case openFailed = "latch-open-failed"
        case writeFailed = "latch-write-failed"
        case flushFailed = "latch-flush-failed"
    }

    package let code: Code
    /// The system's number for the cause.
    package let errno: Int32

    package init(_ code: Code, errno: Int32) {
        self.code = code
        self.errno = errno
    }
}
