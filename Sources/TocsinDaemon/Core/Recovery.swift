import CrisisModel
import Engine
import EventLog
import Gate
import Projections

/// The state as the log has it: the newest snapshot, and what follows it. Without a usable snapshot the whole log is
/// folded.
struct Recovered {
    var state = State()
    var recentMentions: [RealmID: Published.RecentMentions] = [:]
    /// The event at which the snapshot was taken; 0 without one.
    var snapshot: UInt64 = 0
    /// Snapshots passed over, in words.
    var notes: [String] = []

    /// The engaged and released stops by the id that the latch knows.
    var stops: [StopID: LoggedStop] {
        var stops: [StopID: LoggedStop] = [:]
        for stop in state.live.stops.values {
            guard let id = StopID(hex: stop.engaged.stopID) else { continue }
            stops[id] = stop.released ? .released : .engaged(StopRecord(stop))
        }
        return stops
    }

    private static let eventsPerNote: UInt64 = 1_024

    /// Nothing beyond `last` is folded; the attempt is told how far it is.
    static func fold(
        _ log: EventLog, snapshots: String, through last: UInt64? = nil, ahead: Snapshots.Read? = nil,
        attempts: StartAttempts
    ) throws(ReplayError) -> Recovered {
        var recovered = newestSnapshot(of: log, in: snapshots, atOrBefore: last ?? .max, ahead: ahead)
        let first = recovered.snapshot + 1
        try Replay.forEach(in: log, from: first, through: last, withSealed: false) { event in
            if event.envelope.sequence % eventsPerNote == 0 || event.envelope.sequence == first {
                attempts.note(event.envelope.sequence)
            }
            recovered.apply(event)
            return .continue
        }
        return recovered
    }

    private mutating func apply(_ event: RecordedEvent) {
        state.apply(event)
        if case .mentionRecorded = event.event {
            recentMentions[event.envelope.realm, default: .init()].append(event.envelope.sequence)
        }
    }

    static func newestSnapshot(
        of log: EventLog, in directory: String, atOrBefore limit: UInt64, ahead: Snapshots.Read? = nil
    ) -> Recovered {
        var recovered = Recovered()
        var limit = min(limit, log.head.lastSequence?.rawValue ?? 0)
        while limit > 0 {
            let search: Snapshots.Search
            do throws(SnapshotError) {
                search = try Snapshots.newest(
                    in: directory, identity: log.identity, atOrBefore: limit, ahead: ahead)
            } catch {
                recovered.notes.append("the snapshots cannot be read: \(error)")
                return recovered
            }
            for skipped in search.skipped { recovered.notes.append("\(skipped.name): \(skipped.error)") }
            guard let found = search.found else { return recovered }
            if let extras = SnapshotExtras(found.snapshot.extras),
                extras.eventHash == SnapshotExtras.eventHash(found.snapshot.sequence, in: log)
            {
                recovered.state = found.state
                recovered.recentMentions = extras.recentMentions
                recovered.snapshot = found.snapshot.sequence
                return recovered
            }
            recovered.notes.append("\(found.path): made from another history of this log")
            limit = found.snapshot.sequence - 1
        }
        return recovered
    }
}
