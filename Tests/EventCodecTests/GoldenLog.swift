import CrisisModel
import Cryptography
import Engine
import EventCodec
import EventLog
import Evidence
import LogFiles
import Projections
import Varlink

/// A small log that holds every kind of event once, with fixed times, identity and key: the same bytes whenever it is made
/// by the same version.
struct GoldenLog {
    /// The files of one, in `Tests/Corpora/golden/NAME`.
    enum Name {
        static let exact = "log.exact"
        static let lines = "events.ndjson"
        static let expected = "expected.json"
    }

    private static let identity = [UInt8](0x10...0x1F)
    private static let seed = [UInt8](0x40...0x5F)
    /// Events of one block, in turn.
    private static let perBlock = [1, 3, 2]

    var exact: String
    var lines: String
    var expected: JSONValue

    static func make() throws -> GoldenLog {
        let clock = BlockClock {
            BlockTime(wall: PlainFields.start, boot: 1_000_000, bootIdentity: 0x0102_0304_0506_0708)
        }
        let log = try EventLog(store: MemoryBlockStore(), clock: clock)
        let key = try SigningKey(name: Checkpoint.origin(identity: identity), seed: seed)
        var state = State()
        var lines = ""
        var kinds = EventKind.allCases[...]
        while !kinds.isEmpty {
            var batch = log.makeBatch()
            let head = log.head
            let stateAtHead = state
            for kind in kinds.prefix(perBlock[Int(head.blockCount) % perBlock.count]) {
                let recorded = try event(kind, batch.nextSequence.rawValue, key, head, stateAtHead)
                try EventCodec.append(recorded, to: &batch)
                state.apply(recorded)
                lines += EventCodec.json(recorded).text + "\n"
                kinds = kinds.dropFirst()
            }
            _ = try log.commit(batch)
        }
        return GoldenLog(
            exact: try exact(log, key), lines: lines, expected: expected(log, state))
    }

    /// The state of the fold is signed with the blocks before the event's own.
    private static func event(
        _ kind: EventKind, _ sequence: UInt64, _ key: SigningKey, _ head: LogHead, _ state: State
    ) throws -> RecordedEvent {
        var fields = PlainFields()
        var event = try fields.event(kind)
        if case .logOpened(var opened) = event {
            opened.publicKey = key.verifier.text
            event = opened.event
        }
        if case .logCheckpointSigned(var signed) = event, let last = head.lastSequence {
            signed.treeSize = Int64(head.blockCount)
            signed.lastSequence = Int64(last.rawValue)
            signed.root = CrisisModel.Digest(bytes: head.treeRoot.bytes) ?? .zero
            signed.stateRevision = Int64(State.revision)
            signed.stateHash = StateHash.of(state)
            signed.note = try Checkpoint(origin: key.name, size: head.blockCount, root: head.treeRoot)
                .signed(with: key).text
            event = signed.event
        }
        let isPlain = sequence % 3 == 0
        return RecordedEvent(
            envelope: EventEnvelope(
                sequence: sequence, realm: .live,
                at: EventTime(microsecondsSinceEpoch: PlainFields.start + Int64(sequence) * 1_000_000),
                occurredAt: isPlain ? nil : EventTime(microsecondsSinceEpoch: PlainFields.start),
                actor: isPlain ? .daemon : Actor(kind: .person, uid: 1001, loginUid: 1002, name: "ana"),
                causation: isPlain ? sequence - 1 : nil, correlation: isPlain ? sequence - 2 : nil,
                clientID: isPlain ? nil : "client-\(sequence)", clockClamped: sequence % 4 == 0), event: event
        )
    }

    private static func exact(_ log: EventLog, _ key: SigningKey) throws -> String {
        let head = log.head
        let header = ExactHeader(
            summary: LogSummary(
                identity: identity, createdAt: PlainFields.start, beginning: LogBeginning(),
                blockCount: head.blockCount, lastSequence: head.lastSequence?.rawValue ?? 0,
                root: head.treeRoot),
            verifierKey: key.verifier.text)
        var lines = header.line + "\n"
        for block in try log.blocks(after: 0, through: head.lastSequence?.rawValue ?? 0) {
            lines += ExactLine.text(block) + "\n"
        }
        return lines
    }

    private static func expected(_ log: EventLog, _ state: State) -> JSONValue {
        [
            "logFormat": .integer(Int64(LogHeader.formatVersion)),
            "stateRevision": .integer(Int64(State.revision)),
            "events": .integer(Int64(state.lastSequence)), "blocks": .integer(Int64(log.head.blockCount)),
            "root": .string(log.head.treeRoot.description),
            "stateHash": .string(StateHash.of(state).description),
        ]
    }
}
