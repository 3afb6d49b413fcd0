package import CrisisModel
package import EventLog

/// The only place where a domain event becomes bytes of the log, and where an older shape is upcast.
package enum EventCodec {
    /// Text 0 of every payload is the caller's client id; the event's own texts follow.
    private static let firstText = 1

    /// Memory that one event after the other is written in; it belongs to one thread.
    package final class EncodingSpace {
        fileprivate let writer = RecordWriter()

        package init() {}
    }

    /// Appends to the open batch. The sequence it gets must be the one that the engine gave it.
    package static func append(
        _ recorded: RecordedEvent, to batch: inout RecordBatch, using space: EncodingSpace = EncodingSpace()
    ) throws(EventLogError) {
        let writer = space.writer
        writer.payload.reset()
        writer.payload.text(recorded.envelope.clientID)
        func write<Payload: EventPayload>(_ payload: Payload) -> EventKind {
            var payload = payload
            var coder = writer
            payload.visit(&coder)
            return Payload.kind
        }
        // Looked at once: each look copies the payload into a box.
        let kind = write(recorded.event.payload)
        let sequence = try batch.append(
            envelope(of: recorded, kind), writer.payload, mayUseReserve: mayUseReserve(kind)
        )
        precondition(
            sequence.rawValue == recorded.envelope.sequence, "the log and the engine count differently")
    }

    /// What a full disk must not keep out: stop, release, crisis and alert events with all that they bring with them
    /// (held and returned posts, tasks), what became of posts on their way, and the clock. Which commands may use the
    /// reserve is the writer's to say.
    private static func mayUseReserve(_ kind: EventKind) -> Bool {
        switch kind.rawValue {
        case 300..<400, 600..<900, 1200..<1300: return true
        default: break
        }
        return switch kind {
        case .postHeld, .postReturned, .postMissed, .postPublished, .postFailed, .postOutcomeUnknown,
            .logOpened, .logSucceeded, .logCheckpointSigned, .logMigrated, .logSpaceLow, .logExported,
            .authorErased:
            true
        default: false
        }
    }

    private static func envelope(of recorded: RecordedEvent, _ kind: EventKind) -> Envelope {
        let envelope = recorded.envelope
        return Envelope(
            kind: kind.rawValue, schemaVersion: kind.schemaVersion, realm: envelope.realm.number,
            at: envelope.at.microsecondsSinceEpoch, occurredAt: envelope.occurredAt?.microsecondsSinceEpoch,
            flags: envelope.clockClamped ? .clockClamped : [],
            actor: Envelope.Actor(
                kind: code(of: envelope.actor.kind), uid: envelope.actor.uid,
                loginUid: envelope.actor.loginUid,
                name: envelope.actor.name
            ),
            causation: envelope.causation.map { Envelope.Sequence(rawValue: $0) },
            correlation: envelope.correlation.map { Envelope.Sequence(rawValue: $0) }
        )
    }

    /// `withSealed` is false for folds: they never look into what is sealed, and need no copy of it.
    package static func decode(
        _ record: borrowing RecordView, withSealed: Bool = true
    ) throws(EventCodecError) -> RecordedEvent {
        guard let kind = EventKind(rawValue: record.kind) else {
            throw EventCodecError(
                .unknownKind,
                "event \(record.sequence.rawValue) is of kind \(record.kind), which this version does not know"
            )
        }
        guard record.schemaVersion <= kind.schemaVersion else {
            throw EventCodecError(
                .newerSchema,
                "event \(record.sequence.rawValue) (\(kind.name)) has schema version \(record.schemaVersion); "
                    + "this version knows \(kind.schemaVersion): use a newer Tocsin"
            )
        }
        var reader = RecordReader(record.payload, firstText: firstText, withSealed: withSealed)
        let payload = try read(kind.payloadType, &reader)
        let envelope = EventEnvelope(
            sequence: record.sequence.rawValue, realm: RealmID(record.realm),
            at: EventTime(microsecondsSinceEpoch: record.at),
            occurredAt: record.occurredAt.map { EventTime(microsecondsSinceEpoch: $0) },
            actor: Actor(
                kind: actorKind(of: record.actorKind), uid: record.actorUid, loginUid: record.actorLoginUid,
                name: record.actorName
            ),
            causation: record.causation?.rawValue, correlation: record.correlation?.rawValue,
            clientID: record.text(0), clockClamped: record.flags.contains(.clockClamped)
        )
        return RecordedEvent(envelope: envelope, event: payload)
    }

    private static func read<Payload: EventPayload>(
        _ type: Payload.Type, _ reader: inout RecordReader
    ) throws(EventCodecError) -> CrisisEvent {
        var payload = Payload()
        try payload.visit(&reader)
        return payload.event
    }

    /// The names of a kind's fields, in their order.
    package static func fieldNames(of kind: EventKind) -> [String] {
        func names<Payload: EventPayload>(_ type: Payload.Type) -> [String] {
            var payload = Payload()
            var collector = FieldNames()
            payload.visit(&collector)
            return collector.names
        }
        return names(kind.payloadType)
    }

    private static func code(of kind: Actor.Kind) -> UInt8 {
        switch kind {
        case .person: 1
        case .daemon: 2
        case .persona: 3
        case .inject: 4
        }
    }

    /// An actor of a kind yet unknown is shown as fed from outside: the least trusted.
    private static func actorKind(of code: UInt8) -> Actor.Kind {
        switch code {
        case 1: .person
        case 2: .daemon
        case 3: .persona
        default: .inject
        }
    }
}
