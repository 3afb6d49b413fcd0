package import CrisisModel
import EventLog
package import Varlink

/// The shape of `log export`, which is also the shape that scenarios are written in.
extension EventCodec {
    package static func json(_ recorded: RecordedEvent) -> JSONValue {
        let envelope = recorded.envelope
        var object = JSONObject()
        object["sequence"] = .integer(Int64(bitPattern: envelope.sequence))
        object["kind"] = .string(recorded.event.kind.name)
        object["schema"] = .integer(Int64(recorded.event.kind.schemaVersion))
        object["realm"] = .integer(Int64(envelope.realm.number))
        object["at"] = .string(envelope.at.rfc3339)
        if let time = envelope.occurredAt { object["occurredAt"] = .string(time.rfc3339) }
        object["actor"] = json(envelope.actor)
        if let cause = envelope.causation { object["causation"] = .integer(Int64(bitPattern: cause)) }
        if let correlation = envelope.correlation {
            object["correlation"] = .integer(Int64(bitPattern: correlation))
        }
        if let id = envelope.clientID { object["clientId"] = .string(id) }
        if envelope.clockClamped { object["clockClamped"] = .bool(true) }
        object["payload"] = .object(fields(of: recorded.event.payload))
        return .object(object)
    }

    private static func fields<Payload: EventPayload>(of payload: Payload) -> JSONObject {
        var payload = payload
        var writer = JSONFieldWriter()
        payload.visit(&writer)
        return writer.object
    }

    private static func json(_ actor: Actor) -> JSONValue {
        var object = JSONObject()
        object["kind"] = .string(actor.kind.rawValue)
        object["name"] = .string(actor.name)
        if let uid = actor.uid { object["uid"] = .integer(Int64(uid)) }
        if let uid = actor.loginUid { object["loginUid"] = .integer(Int64(uid)) }
        return .object(object)
    }

    /// A line of an export or of a scenario. Of the envelope only what a writer by hand would give is needed:
    /// `kind`, `at`, `payload`, and `actor` as an object or as a bare name, which is then a persona's.
    package static func parse(_ line: JSONValue) throws(EventCodecError) -> RecordedEvent {
        guard case .object(let object) = line else {
            throw EventCodecError(.badField, "a line must be a JSON object")
        }
        for key in object.keys where !lineKeys.contains(key) {
            throw EventCodecError(
                .unknownField, field: key, "is not known here; known: \(lineKeys.joined(separator: ", "))"
            )
        }
        guard let name = object["kind"]?.stringValue else {
            throw EventCodecError(.missingField, field: "kind", "is missing")
        }
        guard let kind = EventKind(name: name) else {
            throw EventCodecError(
                .unknownKind, field: "kind", "\"\(name.prefix(60))\" is no event that this version knows")
        }
        if let schema = try integer(object, "schema", in: 1...Int64.max), schema > Int64(kind.schemaVersion) {
            throw EventCodecError(.newerSchema, field: "schema", "\(schema) is newer than this version knows")
        }
        guard let at = try time(object, "at") else {
            throw EventCodecError(.missingField, field: "at", "is missing")
        }
        guard case .object(let fields)? = object["payload"] ?? .object(JSONObject()) else {
            throw EventCodecError(.badField, field: "payload", "must be an object")
        }
        var reader = JSONFieldReader(fields)
        let event = try read(kind.payloadType, &reader)
        let envelope = EventEnvelope(
            sequence: UInt64(try integer(object, "sequence", in: 0...Int64.max) ?? 0),
            realm: RealmID(UInt32(try integer(object, "realm", in: 0...Int64(UInt32.max)) ?? 0)), at: at,
            occurredAt: try time(object, "occurredAt"), actor: try actor(object["actor"]),
            causation: try integer(object, "causation", in: 1...Int64.max).map { UInt64($0) },
            correlation: try integer(object, "correlation", in: 1...Int64.max).map { UInt64($0) },
            clientID: try value(object, "clientId", "a string") { $0.stringValue },
            clockClamped: try value(object, "clockClamped", "true or false") { $0.boolValue } ?? false
        )
        return RecordedEvent(envelope: envelope, event: event)
    }

    /// What stands beside the payload.
    private static let lineKeys = [
        "sequence", "kind", "schema", "realm", "at", "occurredAt", "actor", "causation", "correlation",
        "clientId",
        "clockClamped", "payload",
    ]

    private static func value<Value>(
        _ object: JSONObject, _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(EventCodecError) -> Value? {
        guard let value = object[name], value != .null else { return nil }
        guard let result = read(value) else {
            throw EventCodecError(.badField, field: name, "must be \(expected)")
        }
        return result
    }

    private static func integer(
        _ object: JSONObject, _ name: String, in range: ClosedRange<Int64>
    ) throws(EventCodecError) -> Int64? {
        try value(object, name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.integerValue.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    private static func read<Payload: EventPayload>(
        _ type: Payload.Type, _ reader: inout JSONFieldReader
    ) throws(EventCodecError) -> CrisisEvent {
        var payload = Payload()
        try payload.visit(&reader)
        try reader.checkForUnknown()
        return payload.event
    }

    private static func time(_ object: JSONObject, _ name: String) throws(EventCodecError) -> EventTime? {
        guard let value = object[name], value != .null else { return nil }
        guard let text = value.stringValue else {
            throw EventCodecError(.badField, field: name, "must be a time such as 2026-03-01T09:30:00Z")
        }
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text)
        } catch {
            throw EventCodecError(.badField, field: name, error.rawValue)
        }
    }

    private static func actor(_ value: JSONValue?) throws(EventCodecError) -> Actor {
        switch value {
        case nil, .null?: return Actor(kind: .inject, name: "inject")
        case .string(let name)?:
            return Actor(kind: name == "inject" ? .inject : .persona, name: try actorName(name))
        case .object(let object)?:
            guard let name = object["name"]?.stringValue,
                let kind = Actor.Kind(rawValue: object["kind"]?.stringValue ?? "")
            else { throw EventCodecError(.badField, field: "actor", "needs kind and name") }
            let users = 0...Int64(UInt32.max)
            return Actor(
                kind: kind, uid: try integer(object, "uid", in: users).map { UInt32($0) },
                loginUid: try integer(object, "loginUid", in: users).map { UInt32($0) },
                name: try actorName(name)
            )
        default: throw EventCodecError(.badField, field: "actor", "must be a name or an object")
        }
    }

    /// A name that the envelope of a record could not hold would make the whole command fail later.
    private static func actorName(_ name: String) throws(EventCodecError) -> String {
        guard name.utf8.count <= Envelope.Actor.nameBytesMax else {
            throw EventCodecError(
                .badField, field: "actor", "a name has at most \(Envelope.Actor.nameBytesMax) bytes")
        }
        return name
    }
}
