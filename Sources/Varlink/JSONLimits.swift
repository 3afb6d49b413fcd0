/// What a JSON document may cost before it is refused.
package struct JSONLimits: Sendable, Hashable {
    /// systemd's limit for one message, and ours for one document.
    package static let bytesMaxDefault = 16 * 1024 * 1024
    /// Deep enough for any interface, shallow enough for the stack of any thread.
    package static let depthMaxDefault = 64

    package static let `default` = JSONLimits()

    package var bytesMax: Int
    package var depthMax: Int

    package init(bytesMax: Int = JSONLimits.bytesMaxDefault, depthMax: Int = JSONLimits.depthMaxDefault) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
    }
}
