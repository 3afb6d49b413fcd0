/// A stop that somebody wants. With nothing said it covers everything.
package struct StopRequest: Sendable {
    package var id: StopID
    package var scopes: ScopeList
    package var category: StopCategory
    package var includesCrisisStatements: Bool
    package var widening: Widening
    package var reason: BoundedText<200>
    package var clientID: BoundedText<64>
    package var actor: StopActor

    package init(
        id: StopID = .random(), scopes: ScopeList = .all, category: StopCategory = .standard,
        includesCrisisStatements: Bool = false, widening: Widening = .none,
        reason: BoundedText<200> = .init(),
        clientID: BoundedText<64> = .init(), actor: StopActor
    ) {
        self.id = id
        self.scopes = scopes
        self.category = category
        self.includesCrisisStatements = includesCrisisStatements
        self.widening = widening
        self.reason = reason
        self.clientID = clientID
        self.actor = actor
    }

    /// The first reason stays; scopes given so far no longer count.
    package mutating func widen(because reason: Widening) {
        scopes.widen()
        if widening == .none { widening = reason }
    }
}
