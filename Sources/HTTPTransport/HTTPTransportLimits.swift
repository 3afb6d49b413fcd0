/// The bounds of one transport.
package struct HTTPTransportLimits: Sendable {
    /// Transfers waiting or live; one more is answered `overloaded`.
    package var transfersMax = 256
    /// Kept connections, over all hosts.
    package var keptConnectionsMax = 16
    package var urlBytesMax = 8_192
    package var requestHeaderBytesMax = 32_768
    package var requestBodyBytesMax = 16_777_216
    /// Counted over all header lines of one answer, interim answers included.
    package var responseHeaderBytesMax = 65_536
    package var responseHeadersMax = 256
    /// A time-out longer than this is a mistake.
    package var timeoutMillisecondsMax = 600_000

    package init() {}
}
