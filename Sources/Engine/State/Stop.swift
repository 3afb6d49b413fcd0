package import CrisisModel

/// A stop, engaged or released.
package struct Stop: CanonicalState {
    package var engaged: StopEngaged
    package var engagedAt: EventTime
    package var engagedBy: Actor
    package var sequence: UInt64
    package var includeCrisisStatements: Bool
    package var released = false
    package var releasedAt: EventTime?
    package var releasedBy: [String] = []
    package var proposal: ReleaseProposal?
    package var receipt: StopReceiptIssued?
    package var confirmedItems: [String] = []
    /// Covered posts that were on their way when it came.
    package var inFlight: [PostID] = []

    package init(
        engaged: StopEngaged, engagedAt: EventTime, engagedBy: Actor, sequence: UInt64,
        includeCrisisStatements: Bool
    ) {
        self.engaged = engaged
        self.engagedAt = engagedAt
        self.engagedBy = engagedBy
        self.sequence = sequence
        self.includeCrisisStatements = includeCrisisStatements
    }

    package struct ReleaseProposal: Hashable, Sendable {
        package var by: Actor
        package var expiresAt: EventTime
        package var effectiveAt: EventTime?
    }

    package func covers(_ post: Post) -> Bool {
        !released
            && engaged.scopes.contains {
                $0.covers(
                    network: post.network, account: post.account, campaign: post.campaign,
                    postClass: post.postClass
                )
            }
    }

    /// Whether it keeps this post from going out: the table of classes under a stop.
    package func holds(_ post: Post, crisisDeclared: Bool) -> Bool {
        guard covers(post) else { return false }
        guard post.postClass == .crisis, !includeCrisisStatements, crisisDeclared else { return true }
        guard let approvedEpoch = post.approvedEpoch else { return true }
        return approvedEpoch < engaged.epoch
    }

    package static var blank: Stop {
        Stop(
            engaged: StopEngaged(), engagedAt: .zero, engagedBy: .blank, sequence: 0,
            includeCrisisStatements: false
        )
    }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("engaged", &engaged)
        try coder.time("engagedAt", &engagedAt)
        try coder.nested("engagedBy", &engagedBy)
        try coder.unsigned("sequence", &sequence)
        try coder.flag("includeCrisisStatements", &includeCrisisStatements)
        try coder.flag("released", &released)
        try coder.time("releasedAt", &releasedAt)
        try coder.texts("releasedBy", &releasedBy)
        try coder.nested("proposal", &proposal)
        try coder.nested("receipt", &receipt)
        try coder.texts("confirmedItems", &confirmedItems)
        try coder.names("inFlight", &inFlight)
    }
}

extension Stop.ReleaseProposal: CanonicalState {
    package static var blank: Self { Self(by: .blank, expiresAt: .zero) }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("by", &by)
        try coder.time("expiresAt", &expiresAt)
        try coder.time("effectiveAt", &effectiveAt)
    }
}
