import CrisisModel
import EventCodec
import Varlink

/// Events of one kind as a table with stable columns: the envelope's, then the payload's fields in their order. New
/// fields are only ever added behind.
struct CSVExport {
    static let envelopeColumns = [
        "sequence", "at", "occurredAt", "realm", "actor", "actorKind", "actorUid", "causation", "correlation",
    ]

    let kind: EventKind
    private let fields: [String]

    init(kind: EventKind) {
        self.kind = kind
        fields = EventCodec.fieldNames(of: kind)
    }

    var header: String { CSVWriter.record(Self.envelopeColumns + fields) }

    /// Nil for an event of another kind.
    func record(_ event: JSONValue) -> String? {
        guard event["kind"]?.stringValue == kind.name else { return nil }
        let payload = event["payload"]
        let actor = event["actor"]
        let envelope = [
            event["sequence"], event["at"], event["occurredAt"], event["realm"], actor?["name"],
            actor?["kind"],
            actor?["uid"], event["causation"], event["correlation"],
        ]
        let values = zip(fields, fields.map { payload?[$0] }).map { name, value in
            // Base 64 may begin like a formula; a sign in front would spoil it.
            name == "sealed" ? value?.stringValue ?? "" : Self.text(value)
        }
        return CSVWriter.record(envelope.map(Self.text) + values)
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: CSVWriter.harmless(text)
        case .some(let other): other.text
        }
    }
}
