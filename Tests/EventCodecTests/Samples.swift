import CrisisModel
import EventCodec
import EventLog
import Varlink

/// Events with an envelope, and the way through a record and back.
enum Samples {
    static func recorded(_ event: CrisisEvent, sequence: UInt64, _ fields: inout RandomFields)
        -> RecordedEvent
    {
        let kinds = Actor.Kind.allCases
        func chance() -> Bool { Bool.random(using: &fields.random) }
        let actor = Actor(
            kind: kinds.randomElement(using: &fields.random) ?? .daemon,
            uid: chance() ? .random(in: 0...(.max), using: &fields.random) : nil,
            loginUid: chance() ? .random(in: 0...(.max), using: &fields.random) : nil,
            name: ["", "ana", "räksmörgås", String(repeating: "n", count: 255)].randomElement(
                using: &fields.random) ?? ""
        )
        let envelope = EventEnvelope(
            sequence: sequence, realm: RealmID(chance() ? 0 : .random(in: 0...(.max), using: &fields.random)),
            at: fields.anyTime(), occurredAt: chance() ? fields.anyTime() : nil, actor: actor,
            causation: sequence > 1 && chance() ? .random(in: 1..<sequence, using: &fields.random) : nil,
            correlation: chance() ? .random(in: 1...sequence, using: &fields.random) : nil,
            clientID: chance() ? fields.anyText() : nil, clockClamped: chance()
        )
        return RecordedEvent(envelope: envelope, event: event)
    }

    /// Through the bytes of a record.
    static func throughRecord(_ recorded: RecordedEvent) throws -> RecordedEvent {
        let sequence = Envelope.Sequence(rawValue: recorded.envelope.sequence)
        var batch = RecordBatch(firstSequence: sequence)
        try EventCodec.append(recorded, to: &batch)
        return try decode(batch, sequence)
    }

    static func decode(
        _ batch: borrowing RecordBatch, _ sequence: Envelope.Sequence, withSealed: Bool = true
    ) throws -> RecordedEvent {
        let result = batch.withRecord(sequence) { record -> Result<RecordedEvent, EventCodecError> in
            do throws(EventCodecError) {
                return .success(try EventCodec.decode(record, withSealed: withSealed))
            } catch {
                return .failure(error)
            }
        }
        guard let result else { throw EventCodecError(.missingField, "no record") }
        return try result.get()
    }

    /// A record written by hand: any kind, any version, any bytes.
    static func decodeRaw(
        kind: UInt16, schema: UInt16 = 1, integers: [Int64?] = [], texts: [[UInt8]?] = [nil]
    ) throws -> RecordedEvent {
        var payload = PayloadWriter()
        for integer in integers { payload.integer(integer) }
        for text in texts { payload.bytes(text) }
        var batch = RecordBatch(firstSequence: .first)
        try batch.append(
            Envelope(kind: kind, schemaVersion: schema, at: 0, actor: .init(kind: 1, name: "ana")), payload
        )
        return try decode(batch, .first)
    }

    static func parse(_ line: String) throws -> RecordedEvent {
        try EventCodec.parse(try JSONValue(parsing: line))
    }

    /// How parsing this line fails, in words and by code.
    static func failure(_ line: String) -> EventCodecError? {
        do {
            _ = try parse(line)
            return nil
        } catch {
            return error as? EventCodecError
        }
    }
}

extension RecordedEvent {
    /// As a record has it.
    var withoutPersonalData: RecordedEvent {
        guard case .mentionRecorded(let mention) = event else { return self }
        return RecordedEvent(envelope: envelope, event: .mentionRecorded(mention.withoutPersonalData))
    }
}
