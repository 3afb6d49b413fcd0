package import CrisisModel
package import Engine
package import EventLog

/// The state as it was when an event was the head, folded from the newest snapshot before it.
///
/// A state hash is recorded with every checkpoint. The fold passes over the newest recorded one before the event, and
/// the first one behind it is what the same fold must come to: between two recorded hashes that agree nothing can be
/// otherwise.
package struct PastState: Sendable {
    package var state: State
    package var hash: Digest
    /// Recorded when exactly this event was the head.
    package var recordedHash: Digest?
    /// Events with a recorded hash that the fold agrees with, around this one.
    package var recordedBefore: UInt64?
    package var recordedAfter: UInt64?

    /// `sequence` 0 is the state before the first event.
    package static func at(
        _ sequence: UInt64, in log: EventLog, snapshots: String? = nil
    ) throws(ReplayError) -> PastState {
        let recorded = try RecordedHashes.read(log, around: sequence)
        var state = start(before: min(sequence, recorded.before?.sequence ?? sequence), log, snapshots)
        func fold(to target: UInt64) throws(ReplayError) {
            guard target > state.lastSequence else { return }
            try Replay.forEach(in: log, from: state.lastSequence + 1, through: target, withSealed: false) {
                state.apply($0)
                return .continue
            }
        }
        var agreesBefore: UInt64?
        if let before = recorded.before {
            try fold(to: before.sequence)
            try check(before, StateHash.of(state))
            agreesBefore = before.sequence
        }
        try fold(to: sequence)
        let result = state
        let hash = StateHash.of(result)
        var agreesAfter: UInt64?
        if let after = recorded.after {
            try fold(to: after.sequence)
            try check(after, StateHash.of(state))
            agreesAfter = after.sequence
        }
        return PastState(
            state: result, hash: hash,
            recordedHash: recorded.before?.sequence == sequence ? recorded.before?.hash : nil,
            recordedBefore: agreesBefore, recordedAfter: agreesAfter)
    }

    private static func check(_ recorded: RecordedHashes.Entry, _ found: Digest) throws(ReplayError) {
        guard recorded.hash != found else { return }
        throw .stateDiffers(sequence: recorded.sequence, recorded: recorded.hash, found: found)
    }

    private static func start(before sequence: UInt64, _ log: EventLog, _ directory: String?) -> State {
        guard let directory, sequence > 0 else { return State() }
        do throws(SnapshotError) {
            return try Snapshots.newest(in: directory, identity: log.identity, atOrBefore: sequence).found?
                .state
                ?? State()
        } catch {
            return State()
        }
    }

    /// By the live realm's clock; 0 when the log begins later.
    package static func lastEvent(
        atOrBefore time: EventTime, in log: EventLog
    ) throws(ReplayError) -> UInt64 {
        var low = log.beginning.lastSequence
        var high = log.head.lastSequence?.rawValue ?? 0
        // Live times never decrease; an event of a drill has the drill's clock and is stepped over.
        while low < high {
            let middle = low + (high - low + 1) / 2
            let (sequence, at) = try liveTime(from: middle, through: high, in: log)
            if let sequence, let at, at <= time {
                low = sequence
            } else {
                high = middle - 1
            }
        }
        return low
    }

    private static func liveTime(
        from first: UInt64, through last: UInt64, in log: EventLog
    ) throws(ReplayError) -> (UInt64?, EventTime?) {
        var found: (UInt64?, EventTime?) = (nil, nil)
        do throws(EventLogError) {
            try log.read(
                from: Envelope.Sequence(rawValue: first), to: Envelope.Sequence(rawValue: last)
            ) { record in
                guard record.realm == 0 else { return .continue }
                found = (record.sequence.rawValue, EventTime(microsecondsSinceEpoch: record.at))
                return .stop
            }
        } catch {
            throw .log(error)
        }
        return found
    }
}

/// State hashes that the log's checkpoints record.
package struct RecordedHashes {
    package struct Entry: Hashable, Sendable {
        package var sequence: UInt64
        package var hash: Digest
    }

    package var before: Entry?
    package var after: Entry?

    /// The newest one at or before an event and the first one behind it, of this program's fold.
    static func read(_ log: EventLog, around sequence: UInt64) throws(ReplayError) -> RecordedHashes {
        var found = RecordedHashes()
        try forEach(in: log) { entry in
            if entry.sequence <= sequence {
                found.before = entry
                return .continue
            }
            found.after = entry
            return .stop
        }
        return found
    }

    /// Only records of this kind are decoded: the rest of the log passes by.
    package static func forEach(
        in log: EventLog, _ body: (Entry) -> ReadStep
    ) throws(ReplayError) {
        try Replay.forEachCheckpoint(in: log) { _, checkpoint in
            guard checkpoint.stateRevision == Int64(State.revision) else { return .continue }
            return body(
                Entry(sequence: UInt64(bitPattern: checkpoint.lastSequence), hash: checkpoint.stateHash))
        }
    }
}
