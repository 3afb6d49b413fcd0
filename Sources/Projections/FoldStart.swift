package import Engine
package import EventLog

/// Where a fold of a whole log can begin.
package enum FoldStart {
    /// Before the first event. Of a pruned log the oldest usable snapshot behind the cut: what lies before it is in
    /// archives.
    package static func state(of log: EventLog, snapshots: String?) throws(ReplayError) -> State {
        let cut = log.beginning.lastSequence
        guard cut > 0 else { return State() }
        if let snapshots {
            do throws(SnapshotError) {
                if let found = try Snapshots.oldest(in: snapshots, identity: log.identity, atOrAfter: cut),
                    found.snapshot.sequence <= log.head.lastSequence?.rawValue ?? 0
                {
                    return found.state
                }
            } catch {
                throw .archived(through: cut)
            }
        }
        throw .archived(through: cut)
    }
}
