/// A person's approval of one exact text.
package struct PostApproval: Hashable, Sendable {
    package let textHash: TextHash
    /// The gate's epoch when the person approved: an approval from before a stop is none under that stop.
    package let epoch: UInt64

    package init(textHash: TextHash, epoch: UInt64) {
        self.textHash = textHash
        self.epoch = epoch
    }
}
