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

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &id)
        try coder.name("account", &account)
        try coder.name("network", &network)
        try coder.name("unit", &unit)
        try coder.choice("class", &postClass)
        try coder.name("campaign", &campaign)
        try coder.digest("textHash", &textHash)
        try coder.time("dueAt", &dueAt)
        try coder.choice("state", &state)
        var cause = holdCause?.rawValue
        try coder.text("holdCause", &cause)
        try coder.integer("holdEpoch", &holdEpoch)
        try coder.integer("holdCrisis", &holdCrisis)
        var approvalHash = approval?.textHash ?? .zero
        try coder.digest("approvedText", &approvalHash)
        var approvalEpoch = approval?.epoch
        try coder.integer("approvedEpoch", &approvalEpoch)
        try coder.integer("attempt", &attempt)
        try coder.text("link", &link)
        try coder.text("reason", &reason)
    }
}
