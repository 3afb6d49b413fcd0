import CrisisModel

/// What can hold posts at one moment: the engaged stops and the open crises.
package struct Holders: Sendable {
    let stops: [Stop]
    let crises: [Crisis]
    let crisisDeclared: Bool

    package func stop(holding post: Post) -> Stop? {
        stops.first { $0.holds(post, crisisDeclared: crisisDeclared) }
    }

    package func crisis(holding post: Post) -> Crisis? {
        guard post.postClass != .crisis else { return nil }
        return crises.first { $0.heldBy?.holds(post) == true }
    }
}
