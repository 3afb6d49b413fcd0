/// Names one transfer, so that it can be aborted from another thread.
package struct HTTPTransferID: Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
