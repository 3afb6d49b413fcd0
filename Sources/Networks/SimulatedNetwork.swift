package import Gate

/// The only network of a drill: it takes the permit of a drill and nothing else, and reaches nobody.
package struct SimulatedNetwork: Sendable {
    package init() {}

    package func publish(_ facts: PostFacts, permit: consuming Permit<DrillRealm>) -> PublishOutcome {
        permit.redeem(sending: facts.textHash)
            ? .published(link: nil) : .blocked(reason: "the gate refused the permit")
    }
}
