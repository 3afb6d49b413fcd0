/// Why a transport could not be started.
package struct HTTPTransportError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case libraryUnusable = "library-unusable"
        case wakeDescriptorFailed = "wake-descriptor-failed"
        case threadFailed = "thread-failed"
    }

    package let code: Code
    /// An errno, or libcurl's code for `libraryUnusable`.
    package let cause: Int32

    package var description: String { "\(code.rawValue) (\(cause))" }
}
