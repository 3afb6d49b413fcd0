package import CrisisModel
package import Engine
package import EventLog

/// Folds a log from its first event, compares each recorded state hash on the way, and the live state at the end. A
/// projection that skipped an event is found here.
package struct Rebuild: Sendable {
    package enum Limits {
        /// State hashes compared, spread over the log: each costs a walk over the whole state.
        package static let hashesMax = 64
    }

    package var eventsRead: UInt64 = 0
    package var checkpointsCompared = 0
    package var stateHash: Digest?
    package var liveHash: Digest
    package var problem: String?

    package var isEqual: Bool { problem == nil && stateHash == liveHash }

    package static func run(
        _ log: EventLog, comparing live: State, progress: (_ read: UInt64, _ total: UInt64) -> Void
    ) -> Rebuild {
        var rebuild = Rebuild(liveHash: StateHash.of(live))
        do throws(ReplayError) {
            try rebuild.fold(log, through: live.lastSequence, progress)
        } catch {
            rebuild.problem = "\(error)"
        }
        if rebuild.problem == nil, let hash = rebuild.stateHash, hash != rebuild.liveHash {
            rebuild.problem =
                "the live state at event \(live.lastSequence) is not what the log folds to: "
                + "\(rebuild.liveHash) against \(hash)"
        }
        return rebuild
    }

    private mutating func fold(
        _ log: EventLog, through last: UInt64, _ progress: (UInt64, UInt64) -> Void
    ) throws(ReplayError) {
        var recorded = try Self.chosen(log, through: last)
        var state = State()
        var failure: ReplayError?
        try Replay.forEach(in: log, through: last, withSealed: false) { event in
            state.apply(event)
            eventsRead = event.envelope.sequence
            if eventsRead % 10_000 == 0 { progress(eventsRead, last) }
            guard let entry = recorded.last, entry.sequence == eventsRead else { return .continue }
            recorded.removeLast()
            checkpointsCompared += 1
            let found = StateHash.of(state)
            if found == entry.hash { return .continue }
            failure = .stateDiffers(sequence: entry.sequence, recorded: entry.hash, found: found)
            return .stop
        }
        if let failure { throw failure }
        stateHash = StateHash.of(state)
    }

    /// The newest last, so that the next one is taken from the end.
    private static func chosen(
        _ log: EventLog, through last: UInt64
    ) throws(ReplayError) -> [RecordedHashes.Entry] {
        var all: [RecordedHashes.Entry] = []
        try RecordedHashes.forEach(in: log) { entry in
            if entry.sequence <= last, entry.sequence > all.last?.sequence ?? 0 { all.append(entry) }
            return .continue
        }
        let step = max(1, (all.count + Limits.hashesMax - 1) / Limits.hashesMax)
        let chosen = all.indices.filter { ($0 + 1) % step == 0 || $0 == all.count - 1 }.map { all[$0] }
        return chosen.reversed()
    }
}
