/// One exchange to be made. Nothing in it is taken from the environment.
package struct HTTPRequest: Sendable, CustomStringConvertible {
    package enum Connection: Sendable {
        /// A connection of its own, closed afterwards. Always so for a publishing request.
        case fresh
        /// A kept connection may be used: for polling, where a TLS handshake each time would cost more.
        case reusable
    }

    package var method: HTTPMethod
    /// `https`, or `http` to a loopback address. User info is refused: credentials are never in a URL.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    package var connectTimeoutMilliseconds = 5_000
    package var totalTimeoutMilliseconds = 20_000
    package var maximumResponseBodyBytes = 1_048_576
    package var connection = Connection.fresh
    /// `nil` means none, whatever the environment says.
    package var proxy: String?
    /// `nil` means the system's authorities; otherwise those of this PEM file alone.
    package var certificateAuthorityFile: String?
    package var allowsPlainHTTPBeyondLoopback = false

    package init(method: HTTPMethod, url: String, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Neither the URL nor a header nor the body: any of them may hold what must not reach a log.
    package var description: String { "\(method.rawValue) request, \(body.count) body bytes" }
}
