/// The right to send one post once. Only a gate makes one; it cannot be copied, is used up by redeeming it, and
/// belongs to one realm. It is no promise: a stop that comes before it is redeemed voids it.
package struct Permit<R: Realm>: ~Copyable, Sendable {
    private let gate: Gate<R>
    private let facts: PostFacts
    /// The gate's number when the permit was given.
    package let epoch: UInt64

    package var post: UInt64 { facts.post }
    package var textHash: TextHash { facts.textHash }

    init(gate: Gate<R>, facts: PostFacts, epoch: UInt64) {
        self.gate = gate
        self.facts = facts
        self.epoch = epoch
    }

    /// True when the post may leave now, with exactly the text that it was given for. To be asked at the last point
    /// before the request leaves.
    package consuming func redeem(sending text: TextHash) -> Bool {
        text == facts.textHash && gate.admits(facts, permitEpoch: epoch)
    }
}
