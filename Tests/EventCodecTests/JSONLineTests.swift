import CrisisModel
import EventCodec
import Testing
import Varlink

/// The lines of an export, which are also the lines of a scenario.
@Suite("JSON lines")
struct JSONLineTests {
    @Test("Every kind of event comes back from its line as it went in", arguments: EventKind.allCases)
    func roundTrip(kind: EventKind) throws {
        for seed in UInt64(1)...12 {
            var fields = RandomFields(seed: seed &* 7_777 &+ UInt64(kind.rawValue))
            let recorded = Samples.recorded(
                fields.event(kind), sequence: .random(in: 1...9_999, using: &fields.random), &fields)
            let line = EventCodec.json(recorded).text
            #expect(!line.utf8.contains(0x0A), "one line, seed \(seed)")
            let again = try Samples.parse(line)
            #expect(again == recorded, "\(kind.name), seed \(seed): \(line)")
        }
    }

    @Test("A line by hand needs kind, time and payload; a bare name is a persona's")
    func byHand() throws {
        let line =
            #"{"kind":"crisis.declared","at":"2009-12-18T22:00:00Z","actor":"press-officer","payload":{"reason":"x"}}"#
        let recorded = try Samples.parse(line)
        #expect(recorded.envelope.actor == Actor(kind: .persona, name: "press-officer"))
        #expect(recorded.envelope.sequence == 0 && recorded.envelope.realm == .live)
        #expect(recorded.event == .crisisDeclared(CrisisDeclared(crisis: 0, reason: "x")))
        let bare = try Samples.parse(#"{"kind":"clock.confirmed","at":"2009-12-18T22:00:00+01:00"}"#)
        #expect(bare.envelope.actor == Actor(kind: .inject, name: "inject"))
        #expect(bare.envelope.at.rfc3339 == "2009-12-18T21:00:00Z")
        let null =
            #"{"kind":"crisis.declared","at":"2009-12-18T22:00:00Z","actor":null,"payload":{"reason":null}}"#
        #expect(try Samples.parse(null).event == .crisisDeclared(CrisisDeclared(crisis: 0)))
    }

    @Test("A kind that this version does not know is named")
    func unknownKind() {
        let failure = Samples.failure(#"{"kind":"post.exploded","at":"2009-12-18T22:00:00Z","payload":{}}"#)
        #expect(failure?.code == .unknownKind)
        #expect(failure?.description == "kind: \"post.exploded\" is no event that this version knows")
    }

    @Test("A newer schema is refused", arguments: EventKind.allCases)
    func newerSchema(kind: EventKind) {
        let failure = Samples.failure(
            #"{"kind":"\#(kind.name)","schema":2,"at":"2009-12-18T22:00:00Z","payload":{}}"#)
        #expect(failure?.code == .newerSchema && failure?.field == "schema")
    }

    @Test("Unknown keys are named, beside the payload and inside it, with those that are known")
    func unknownKeys() {
        let outside = Samples.failure(
            #"{"kind":"clock.confirmed","at":"2009-12-18T22:00:00Z","occuredAt":"x"}"#)
        #expect(outside?.code == .unknownField && outside?.field == "occuredAt")
        #expect(outside?.detail.contains("occurredAt") == true)
        let inside = Samples.failure(
            #"{"kind":"crisis.declared","at":"2009-12-18T22:00:00Z","payload":{"reason":"x","Reason":"y"}}"#
        )
        #expect(inside?.code == .unknownField && inside?.field == "payload.Reason")
        #expect(inside?.detail.contains("crisis, reason") == true)
    }

    @Test(
        "What is missing is said",
        arguments: [("kind", #"{"at":"2009-12-18T22:00:00Z"}"#), ("at", #"{"kind":"post.held"}"#)])
    func missing(field: String, line: String) {
        let failure = Samples.failure(line)
        #expect(failure?.code == .missingField && failure?.field == field)
    }

    @Test(
        "A value of the wrong type or out of range is refused with its place",
        arguments: [
            ("realm", #""realm":4294967296"#), ("realm", #""realm":-1"#), ("realm", #""realm":"live""#),
            ("sequence", #""sequence":-5"#), ("sequence", #""sequence":1.5"#),
            ("causation", #""causation":"3""#),
            ("causation", #""causation":0"#), ("correlation", #""correlation":[]"#),
            ("clientId", #""clientId":7"#),
            ("clockClamped", #""clockClamped":"yes""#), ("schema", #""schema":"1""#),
            ("schema", #""schema":0"#),
            ("occurredAt", #""occurredAt":"2009-12-18T22:00:00""#), ("occurredAt", #""occurredAt":12"#),
            ("actor", #""actor":7"#), ("actor", #""actor":{"kind":"robot","name":"x"}"#),
            ("actor", #""actor":{"kind":"person"}"#),
            ("uid", #""actor":{"kind":"person","name":"x","uid":-1}"#),
            ("uid", #""actor":{"kind":"person","name":"x","uid":4294967296}"#), ("payload", #""payload":[]"#),
            ("payload", #""payload":"reason""#), ("payload.crisis", #""payload":{"crisis":"1"}"#),
            ("payload.crisis", #""payload":{"crisis":1.5}"#),
            ("payload.crisis", #""payload":{"crisis":-9223372036854775808}"#),
            ("payload.reason", #""payload":{"reason":["x"]}"#),
        ]
    )
    func wrongTypes(field: String, member: String) {
        let failure = Samples.failure(#"{"kind":"crisis.declared","at":"2009-12-18T22:00:00Z",\#(member)}"#)
        #expect(failure?.code == .badField, "\(member)")
        #expect(failure?.field == field, "\(member)")
    }

    @Test(
        "Words, lists, scopes, digests and times inside a payload are checked",
        arguments: [
            ("posts", "post.held", #"{"posts":"p-1"}"#), ("posts", "post.held", #"{"posts":["p-1",2]}"#),
            ("cause", "post.held", #"{"cause":"whim"}"#), ("scopes", "stop.engaged", #"{"scopes":["some"]}"#),
            ("receivedAt", "stop.engaged", #"{"receivedAt":"2009-12-18T22:00:00"}"#),
            ("textHash", "post.edited", #"{"textHash":"00"}"#),
            ("textHash", "post.edited", #"{"textHash":7}"#),
            ("mentions", "detection.fired", #"{"mentions":[1,"2"]}"#),
            ("late", "detection.fired", #"{"late":1}"#),
            ("holdClasses", "rule.adopted", #"{"holdClasses":["routine","loud"]}"#),
            ("audience", "mention.recorded", #"{"audience":-9223372036854775808}"#),
        ]
    )
    func payloadValues(field: String, kind: String, payload: String) {
        let failure = Samples.failure(
            #"{"kind":"\#(kind)","at":"2009-12-18T22:00:00Z","payload":\#(payload)}"#)
        #expect(failure?.code == .badField)
        #expect(failure?.field == "payload.\(field)")
    }

    @Test("A line that is no object is refused", arguments: ["[]", "1", "\"x\"", "null", "true"])
    func noObject(line: String) {
        #expect(Samples.failure(line)?.code == .badField)
    }

    @Test("A name longer than a record can hold is refused before anything is decided")
    func longName() {
        let name = String(repeating: "é", count: 128)
        let head = #"{"kind":"clock.confirmed","at":"2009-12-18T22:00:00Z","actor":"#
        #expect(Samples.failure(head + "\"\(name)\"}")?.field == "actor")
        #expect(Samples.failure(head + "{\"kind\":\"person\",\"name\":\"\(name)\"}}")?.field == "actor")
        #expect(Samples.failure(head + "\"\(name.dropLast())\"}") == nil)
    }

    @Test("Damaged lines parse or are refused, and never do harm", arguments: UInt64(1)...20)
    func damaged(seed: UInt64) {
        var fields = RandomFields(seed: seed)
        for kind in EventKind.allCases {
            let recorded = Samples.recorded(fields.event(kind), sequence: 9, &fields)
            var bytes = Array(EventCodec.json(recorded).text.utf8)
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &fields.random)] = .random(
                    in: 0...255, using: &fields.random)
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            guard let parsed = try? EventCodec.parse(value) else { continue }
            #expect(throws: Never.self, "seed \(seed)") { try Samples.parse(EventCodec.json(parsed).text) }
        }
    }
}
