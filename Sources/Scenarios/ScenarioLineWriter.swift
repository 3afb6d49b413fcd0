package import CrisisModel

/// An event to a line of `events.ndjson`, as a person would write it: what stands at its neutral value is left out,
/// since the reader puts it back.
package enum ScenarioLineWriter {
    /// `actor` is a persona's id, or `inject`.
    package static func line(_ event: CrisisEvent, at: EventTime, actor: String, occurredAt: EventTime? = nil)
        -> String
    {
        var text = "{\"at\":\"\(at.rfc3339)\",\"kind\":\"\(event.kind.name)\",\"actor\":"
        JSONText.append(actor, to: &text)
        if let occurredAt, occurredAt != at { text += ",\"occurredAt\":\"\(occurredAt.rfc3339)\"" }
        text += ",\"payload\":{" + fields(of: event.payload) + "}}"
        return text
    }

    private static func fields<Payload: EventPayload>(of payload: Payload) -> String {
        var payload = payload
        var writer = FieldWriter()
        payload.visit(&writer)
        return writer.text
    }

    private struct FieldWriter: FieldCoder {
        typealias Failure = Never

        private(set) var text = ""

        private mutating func begin(_ name: String) {
            text += text.isEmpty ? "" : ","
            JSONText.append(name, to: &text)
            text += ":"
        }

        mutating func integer(_ name: String, _ value: inout Int64) throws(Never) {
            guard value != 0 else { return }
            begin(name)
            text += String(value)
        }
        mutating func integer(_ name: String, _ value: inout Int64?) throws(Never) {
            guard let value else { return }
            begin(name)
            text += String(value)
        }
        mutating func flag(_ name: String, _ value: inout Bool) throws(Never) {
            guard value else { return }
            begin(name)
            text += "true"
        }
        mutating func text(_ name: String, _ value: inout String) throws(Never) {
            guard !value.isEmpty else { return }
            begin(name)
            JSONText.append(value, to: &text)
        }
        mutating func text(_ name: String, _ value: inout String?) throws(Never) {
            guard let value else { return }
            begin(name)
            JSONText.append(value, to: &text)
        }
        mutating func texts(_ name: String, _ value: inout [String]) throws(Never) {
            guard !value.isEmpty else { return }
            begin(name)
            text += "["
            for (index, item) in value.enumerated() {
                if index > 0 { text += "," }
                JSONText.append(item, to: &text)
            }
            text += "]"
        }
        mutating func integers(_ name: String, _ value: inout [Int64]) throws(Never) {
            guard !value.isEmpty else { return }
            begin(name)
            text += "[" + value.map(String.init).joined(separator: ",") + "]"
        }
        mutating func time(_ name: String, _ value: inout EventTime) throws(Never) {
            guard value != .zero else { return }
            begin(name)
            JSONText.append(value.rfc3339, to: &text)
        }
        mutating func time(_ name: String, _ value: inout EventTime?) throws(Never) {
            guard let value else { return }
            begin(name)
            JSONText.append(value.rfc3339, to: &text)
        }
        mutating func digest(_ name: String, _ value: inout Digest) throws(Never) {
            guard value != .zero else { return }
            begin(name)
            JSONText.append(value.description, to: &text)
        }
        mutating func personal(_ name: String, _ value: inout String) throws(Never) {
            text(name, &value)
        }
        mutating func personal(_ name: String, _ value: inout String?) throws(Never) {
            text(name, &value)
        }
        /// Whoever plays the line seals for themselves.
        mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Never) {}
        mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) {}
        func invalid(_ name: String, _ reason: String) -> Never { preconditionFailure("\(name): \(reason)") }
    }
}
