/// Why a question to the log has no answer.
package struct RewindError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable words: the command line prints them and scripts match them.
    package enum Code: String, Sendable, CaseIterable {
        /// The events cannot be read.
        case damaged = "log-damaged"
        /// A line of a file is not an event.
        case badLine = "bad-line"
        /// Events are missing.
        case incomplete = "incomplete"
        case unreadable = "no-input"
        case unknownEvent = "unknown-event"
        case unknownStop = "unknown-stop"
        case unknownDrill = "unknown-drill"
        case badScope = "bad-scope"
        case badFilter = "bad-filter"
        case badRange = "bad-range"
    }

    package var code: Code
    package var message: String
    package var next: String?

    package init(_ code: Code, _ message: String, next: String? = nil) {
        self.code = code
        self.message = message
        self.next = next
    }

    static func incomplete(expected: UInt64, found: UInt64) -> RewindError {
        RewindError(
            .incomplete,
            "event \(expected) is missing: event \(found) stands in its place. Nothing can be proved from a part; "
                + "take the whole log, or an export of all of it",
            next: "tocsinctl log export"
        )
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
