/// The world that a gate, its permits and its stops belong to. It exists at compile time only, so that nothing of
/// a drill can be handed to what publishes for real.
package protocol Realm: Sendable {
    static var isLive: Bool { get }
}

/// The real accounts.
package enum Live: Realm {
    package static let isLive = true
}

/// An exercise.
package enum Drill: Realm {
    package static let isLive = false
}
