/// Why no whole answer came. It never holds a URL, a header value or a byte of a body.
package struct HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable strings: events and scripts hold them.
    package enum Code: String, Sendable, CaseIterable {
        /// `abort`, `abortAll` or the `supervise` hook ended it.
        case aborted = "aborted"
        /// The Swift task was cancelled.
        case cancelled = "cancelled"
        /// The `authorise` hook said no.
        case notAuthorised = "not-authorised"
        /// libcurl wanted to send the request a second time by itself.
        case resendRefused = "resend-refused"
        /// The `socketOpened` hook refused the socket.
        case socketRefused = "socket-refused"
        case invalidRequest = "invalid-request"
        /// Another scheme, user info in the URL, or plain HTTP beyond loopback.
        case forbiddenURL = "forbidden-url"
        /// Too many transfers at once.
        case overloaded = "overloaded"
        case transportStopped = "transport-stopped"
        case hostNotResolved = "host-not-resolved"
        case connectionFailed = "connection-failed"
        case tlsFailed = "tls-failed"
        case proxyFailed = "proxy-failed"
        case timedOut = "timed-out"
        case sendFailed = "send-failed"
        case receiveFailed = "receive-failed"
        case noAnswer = "no-answer"
        case answerTruncated = "answer-truncated"
        case answerTooLarge = "answer-too-large"
        case answerMalformed = "answer-malformed"
        case other = "other"
    }

    package let code: Code
    /// libcurl's own code, 0 where the cause is ours.
    package let libraryCode: Int32
    /// The status line that was seen before the answer broke off.
    package let status: Int?
    /// Whether every byte of the request had been handed to the kernel.
    package let wasFullySent: Bool

    package init(_ code: Code, libraryCode: Int32 = 0, status: Int? = nil, wasFullySent: Bool = false) {
        self.code = code
        self.libraryCode = libraryCode
        self.status = status
        self.wasFullySent = wasFullySent
    }

    package var description: String {
        var text = code.rawValue
        if libraryCode != 0 { text += " (libcurl \(libraryCode))" }
        if let status { text += ", status \(status) seen" }
        return text
    }
}
