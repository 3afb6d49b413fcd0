package import CrisisModel

/// A post and where it stands.
package struct Post: CanonicalState {
    package enum State: String, Sendable, CaseIterable {
        case scheduled, held, dispatching, published, failed, unknown, cancelled, missed
    }

    package struct Approval: Hashable, Sendable {
        package var textHash: Digest
        /// The highest stop number when it was given.
        package var epoch: Int64
        package var by: String
    }

    package var id: PostID
    package var account: AccountID
    package var network: NetworkID
    package var unit: UnitID?
    package var postClass: PostClass
    package var campaign: CampaignID?
    package var text: String
    package var textHash: Digest
    package var dueAt: EventTime
    package var state: State = .scheduled
    package var holdCause: HoldCause?
    package var holdEpoch: Int64?
    package var holdCrisis: Int64?
    package var approval: Approval?
    /// The event that gave the approval.
    package var approvalSequence: UInt64?
    package var attempt: Int64 = 0
    package var link: String?
    package var reason: String?
    /// The sequence of the event that scheduled it.
    package var sequence: UInt64
    /// The sequence of the newest event about it.
    package var lastSequence: UInt64

    /// Approved for exactly the text that it has now.
    package var approvedEpoch: Int64? {
        guard let approval, approval.textHash == textHash else { return nil }
        return approval.epoch
    }

    /// No person or program may move it any more.
    package var isFinal: Bool {
        switch state {
        case .published, .cancelled: true
        case .scheduled, .held, .dispatching, .failed, .unknown, .missed: false
        }
    }

    package mutating func hold(_ cause: HoldCause, epoch: Int64?, crisis: Int64?, reason: String?) {
        state = .held
        holdCause = cause
        holdEpoch = epoch
        holdCrisis = crisis
        self.reason = reason
    }

    package mutating func clearHold() {
        holdCause = nil
        holdEpoch = nil
        holdCrisis = nil
        reason = nil
    }

    package static var blank: Post {
        Post(
            id: .blank, account: .blank, network: .blank, postClass: .routine, text: "", textHash: .zero,
            dueAt: .zero, sequence: 0, lastSequence: 0
        )
    }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("id", &id)
        try coder.name("account", &account)
        try coder.name("network", &network)
        try coder.name("unit", &unit)
        try coder.choice("postClass", &postClass)
        try coder.name("campaign", &campaign)
        try coder.text("text", &text)
        try coder.digest("textHash", &textHash)
        try coder.time("dueAt", &dueAt)
        try coder.choice("state", &state)
        try coder.choice("holdCause", &holdCause)
        try coder.integer("holdEpoch", &holdEpoch)
        try coder.integer("holdCrisis", &holdCrisis)
        try coder.nested("approval", &approval)
        try coder.unsigned("approvalSequence", &approvalSequence)
        try coder.integer("attempt", &attempt)
        try coder.text("link", &link)
        try coder.text("reason", &reason)
        try coder.unsigned("sequence", &sequence)
        try coder.unsigned("lastSequence", &lastSequence)
    }
}

extension Post.Approval: CanonicalState {
    package static var blank: Self { Self(textHash: .zero, epoch: 0, by: "") }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.digest("textHash", &textHash)
        try coder.integer("epoch", &epoch)
        try coder.text("by", &by)
    }
}
