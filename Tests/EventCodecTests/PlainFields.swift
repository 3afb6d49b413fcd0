import CrisisModel

/// Fills every field of an event with something plain and always the same, so that no field is left out of a log that is
/// kept for good.
struct PlainFields: FieldCoder {
    struct Failure: Error {
        var field: String
        var word: String
    }

    static let start: Int64 = 1_261_155_600_000_000

    /// Right words of closed lists, learnt from what was refused.
    private var words: [String: String] = [:]

    mutating func event(_ kind: EventKind) throws -> CrisisEvent {
        words = [:]
        return try fill(kind.payloadType)
    }

    private mutating func fill<Payload: EventPayload>(_ type: Payload.Type) throws -> CrisisEvent {
        while true {
            var payload = Payload()
            do throws(Failure) {
                try payload.visit(&self)
                return payload.event
            } catch {
                guard words[error.field] == nil else { throw error }
                words[error.field] = error.word
            }
        }
    }

    private func word(_ name: String, _ value: String) -> String {
        words[name] ?? (value.isEmpty ? "a" : value)
    }

    mutating func integer(_ name: String, _ value: inout Int64) throws(Failure) { value = 1 }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(Failure) { value = 1 }
    mutating func flag(_ name: String, _ value: inout Bool) throws(Failure) { value = true }
    mutating func text(_ name: String, _ value: inout String) throws(Failure) { value = word(name, value) }
    mutating func text(_ name: String, _ value: inout String?) throws(Failure) {
        value = word(name, value ?? "")
    }
    mutating func texts(_ name: String, _ value: inout [String]) throws(Failure) { value = [word(name, "")] }
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(Failure) { value = [1] }
    mutating func time(_ name: String, _ value: inout EventTime) throws(Failure) {
        value = EventTime(microsecondsSinceEpoch: Self.start)
    }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(Failure) {
        value = EventTime(microsecondsSinceEpoch: Self.start)
    }
    mutating func digest(_ name: String, _ value: inout Digest) throws(Failure) {
        value = Digest(words: (1, 2, 3, 4))
    }
    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Failure) {
        value = KeyedHash(high: 1, low: 2)
    }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Failure) { value = Array(0..<40) }
    /// No record has it.
    mutating func personal(_ name: String, _ value: inout String) throws(Failure) {}
    mutating func personal(_ name: String, _ value: inout String?) throws(Failure) {}

    func invalid(_ name: String, _ reason: String) -> Failure {
        let marker = "is none of "
        var rest = reason[...]
        while !rest.isEmpty, !rest.hasPrefix(marker) { rest = rest.dropFirst() }
        let first = rest.dropFirst(marker.count).prefix { $0 != "," }
        return Failure(field: name, word: first.isEmpty ? "all" : String(first))
    }
}
