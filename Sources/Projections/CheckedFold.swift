import CrisisModel
import Engine
import EventLog

/// Folds a log from its first event, and compares the state hashes that its checkpoints record on the way. A
/// projection that skipped an event is found here.
struct CheckedFold {
    enum Limits {
        /// State hashes compared, spread over the log: each costs a walk over the whole state.
        static let hashesMax = 64
    }

    private(set) var state: State
    private(set) var hashesCompared = 0
    private(set) var eventsRead: UInt64 = 0

    /// `start` is what the events before the first one folded here came to.
    init(from start: State = State()) {
        state = start
    }

    mutating func run(
        _ log: EventLog, through last: UInt64, progress: (UInt64) -> Void
    ) throws(ReplayError) {
        let first = state.lastSequence + 1
        var recorded = try Self.chosen(log, from: first, through: last)
        var failure: ReplayError?
        try Replay.forEach(in: log, from: first, through: last, withSealed: false) { event in
            state.apply(event)
            eventsRead = event.envelope.sequence
            if eventsRead % 10_000 == 0 { progress(eventsRead) }
            guard let entry = recorded.last, entry.sequence == eventsRead else { return .continue }
            recorded.removeLast()
            hashesCompared += 1
            let found = StateHash.of(state)
            if found == entry.hash { return .continue }
            failure = .stateDiffers(sequence: entry.sequence, recorded: entry.hash, found: found)
            return .stop
        }
        if let failure { throw failure }
    }

    /// The newest last, so that the next one is taken from the end.
    private static func chosen(
        _ log: EventLog, from first: UInt64, through last: UInt64
    ) throws(ReplayError) -> [RecordedHashes.Entry] {
        var all: [RecordedHashes.Entry] = []
        try RecordedHashes.forEach(in: log) { entry in
            if entry.sequence >= first, entry.sequence <= last, entry.sequence > all.last?.sequence ?? 0 {
                all.append(entry)
            }
            return .continue
        }
        let step = max(1, (all.count + Limits.hashesMax - 1) / Limits.hashesMax)
        return all.indices.filter { ($0 + 1) % step == 0 || $0 == all.count - 1 }.map { all[$0] }.reversed()
    }
}
