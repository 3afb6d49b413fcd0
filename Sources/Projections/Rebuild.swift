package import CrisisModel
package import Engine
package import EventLog

/// The live state beside what the log folds to from its first event.
package struct Rebuild: Sendable {
    package var eventsRead: UInt64 = 0
    /// The fold began behind this event, with a snapshot; 0 for a whole log.
    package var foldedAfter: UInt64 = 0
    package var checkpointsCompared = 0
    package var stateHash: Digest?
    package var liveHash: Digest
    package var problem: String?

    package var isEqual: Bool { problem == nil && stateHash == liveHash }

    package static func run(
        _ log: EventLog, comparing live: State, snapshots: String? = nil,
        progress: (_ read: UInt64, _ total: UInt64) -> Void
    ) throws(ReplayError) -> Rebuild {
        let start = try FoldStart.state(of: log, snapshots: snapshots)
        var rebuild = Rebuild(foldedAfter: start.lastSequence, liveHash: StateHash.of(live))
        var fold = CheckedFold(from: start)
        do throws(ReplayError) {
            try fold.run(log, through: live.lastSequence) { progress($0, live.lastSequence) }
            let hash = StateHash.of(fold.state)
            rebuild.stateHash = hash
            if hash != rebuild.liveHash {
                rebuild.problem =
                    "the live state at event \(live.lastSequence) is not what the log folds to: "
                    + "\(rebuild.liveHash) against \(hash)"
            }
        } catch {
            rebuild.problem = "\(error)"
        }
        rebuild.eventsRead = fold.eventsRead
        rebuild.checkpointsCompared = fold.hashesCompared
        return rebuild
    }
}
