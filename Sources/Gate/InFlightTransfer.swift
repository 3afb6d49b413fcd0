/// A transfer under way, for receipts.
package struct InFlightTransfer: Hashable, Sendable {
    package let facts: PostFacts
    package let isFullySent: Bool
    /// The stop that shut the connection down.
    package let cutBy: UInt64?
}
