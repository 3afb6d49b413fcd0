import CrisisModel
import Cryptography
import Engine
import EventCodec
import EventLog
import Evidence
import Projections
import TestSupport

/// The log of a daemon that is down, opened by the test itself.
enum ClosedLog {
    static func open(_ directory: String) throws -> EventLog {
        try EventLog.open(
            directory: directory, options: EventLogOptions(reserveBytes: 0), clock: .system())
    }

    static func events(_ log: EventLog) throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        try Replay.forEach(in: log) { event in
            events.append(event)
            return .continue
        }
        return events
    }

    /// Each in a block of its own.
    static func append(_ events: [CrisisEvent], to log: EventLog) throws {
        let at = try self.events(log).last?.envelope.at ?? .zero
        for event in events {
            let recorded = RecordedEvent(
                envelope: EventEnvelope(
                    sequence: (log.head.lastSequence?.rawValue ?? 0) + 1, realm: .live, at: at,
                    actor: .daemon), event: event)
            try append(recorded, to: log)
        }
    }

    static func append(_ recorded: RecordedEvent, to log: EventLog) throws {
        var batch = log.makeBatch()
        try EventCodec.append(recorded, to: &batch)
        _ = try log.commit(batch)
    }

    /// A start by another version.
    static func opened(version: String, in log: EventLog) throws -> CrisisEvent {
        let highest = try Replay.state(of: log).lastOpened?.epoch ?? 0
        return LogOpened(
            version: version, bootID: "", epoch: highest + 1, stateRevision: Int64(State.revision)
        ).event
    }

    /// Of the log as it is now.
    static func checkpoint(
        of log: EventLog, stateHash: CrisisModel.Digest, key: SigningKey
    ) throws -> CrisisEvent {
        let head = log.head
        let note = try Checkpoint(
            origin: Checkpoint.origin(identity: log.identity), size: head.blockCount, root: head.treeRoot
        ).signed(with: key).text
        return LogCheckpointSigned(
            treeSize: Int64(head.blockCount), lastSequence: Int64(head.lastSequence?.rawValue ?? 0),
            root: CrisisModel.Digest(bytes: head.treeRoot.bytes) ?? .zero, stateHash: stateHash,
            stateRevision: Int64(State.revision), reason: .demand, note: note
        ).event
    }
}
