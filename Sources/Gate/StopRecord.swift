/// An engaged stop, as gate, latch and log know it.
package struct StopRecord: Hashable, Sendable {
    package var id: StopID
    /// The stop's number.
    package var epoch: UInt64
    package var scopes: ScopeList
    package var category: StopCategory
    package var includesCrisisStatements: Bool
    package var widening: Widening
    /// Wall clock, microseconds since 1970.
    package var engagedAt: UInt64
    package var actor: StopActor
    package var reason: BoundedText<200>
    package var clientID: BoundedText<64>

    package init(_ request: StopRequest, epoch: UInt64, engagedAt: UInt64) {
        id = request.id
        self.epoch = epoch
        scopes = request.scopes
        category = request.category
        includesCrisisStatements = request.includesCrisisStatements
        widening = request.widening
        self.engagedAt = engagedAt
        actor = request.actor
        reason = request.reason
        clientID = request.clientID
    }

    /// True when the post must not go out under this stop. A crisis statement passes only when a crisis is declared
    /// and a person approved exactly this text after this stop was engaged, and the stop does not include such
    /// statements.
    package func holds(_ post: PostFacts) -> Bool {
        guard scopes.covers(post) else { return false }
        guard post.postClass == .crisis, post.crisisDeclared, !includesCrisisStatements,
            let approval = post.approval
        else { return true }
        return approval.textHash != post.textHash || approval.epoch < epoch
    }
}
