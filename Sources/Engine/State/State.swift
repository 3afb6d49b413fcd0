package import CrisisModel

/// The whole state: one value, folded from the log. It cannot fail, and it sees no clock.
package struct State: Sendable {
    /// Bump it when `apply` changes meaning.
    package static let revision = 3

    package var lastSequence: UInt64 = 0
    package var realms: [RealmID: RealmState] = [.live: RealmState(id: .live)]
    package var drills: [Int64: Drill] = [:]
    package var settings = Settings()
    package var clientIDs = ClientIDs()
    package var authors = Authors()
    /// The newest start: which version, which key, which fold.
    package var lastOpened: LogOpened?
    package var lastCheckpoint: LogCheckpointSigned?
    package var lastCheckpointAt: EventTime?
    package var lastMigration: LogMigrated?
    /// When each person last tried the passphrase for a release, by uid.
    package var releaseRehearsals: [UInt32: EventTime] = [:]

    package init() {}

    package var live: RealmState {
        get { realms[.live, default: RealmState(id: .live)] }
        _modify { yield &realms[.live, default: RealmState(id: .live)] }
    }

    /// An open drill by its name.
    package func drill(named name: String) -> Drill? {
        drills.values.filter { $0.started.name == name && !$0.ended }.max {
            $0.started.drill < $1.started.drill
        }
    }
}
