import CrisisModel
import Cryptography
import Varlink

/// A JSON object to fields. What is left out keeps its neutral value: Tocsin finds it out itself when the line is
/// fed in. What is there must be of the right type, and every key must be known.
struct JSONFieldReader: FieldCoder {
    typealias Failure = EventCodecError

    private let object: JSONObject
    private(set) var known: [String] = []

    init(_ object: JSONObject) {
        self.object = object
    }

    private mutating func take<Value>(
        _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(EventCodecError) -> Value? {
        known.append(name)
        guard let value = object[name], value != .null else { return nil }
        guard let result = read(value) else { throw invalid(name, "must be \(expected)") }
        return result
    }

    /// The smallest integer is how a record writes absence: no event can carry it.
    private static func integer(_ value: JSONValue) -> Int64? {
        value.integerValue.flatMap { $0 == .min ? nil : $0 }
    }

    mutating func integer(_ name: String, _ value: inout Int64) throws(EventCodecError) {
        value = try take(name, "a whole number") { Self.integer($0) } ?? value
    }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(EventCodecError) {
        value = try take(name, "a whole number") { Self.integer($0) }
    }
    mutating func flag(_ name: String, _ value: inout Bool) throws(EventCodecError) {
        value = try take(name, "true or false") { $0.boolValue } ?? value
    }
    mutating func text(_ name: String, _ value: inout String) throws(EventCodecError) {
        value = try take(name, "a string") { $0.stringValue } ?? value
    }
    mutating func text(_ name: String, _ value: inout String?) throws(EventCodecError) {
        value = try take(name, "a string") { $0.stringValue }
    }
    mutating func texts(_ name: String, _ value: inout [String]) throws(EventCodecError) {
        value =
            try take(name, "a list of strings") { list in
                let texts = list.arrayValue?.map(\.stringValue)
                return texts?.contains(nil) == true ? nil : texts?.compactMap { $0 }
            } ?? value
    }
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(EventCodecError) {
        value =
            try take(name, "a list of whole numbers") { list in
                let integers = list.arrayValue?.map(\.integerValue)
                return integers?.contains(nil) == true ? nil : integers?.compactMap { $0 }
            } ?? value
    }
    mutating func time(_ name: String, _ value: inout EventTime) throws(EventCodecError) {
        var optional: EventTime?
        try time(name, &optional)
        value = optional ?? value
    }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(EventCodecError) {
        guard let text = try take(name, "a time such as 2026-03-01T09:30:00Z", { $0.stringValue }) else {
            return
        }
        do throws(EventTime.ParseFailure) {
            value = try EventTime(rfc3339: text)
        } catch {
            throw invalid(name, error.rawValue)
        }
    }
    mutating func digest(_ name: String, _ value: inout CrisisModel.Digest) throws(EventCodecError) {
        value =
            try take(name, "64 hexadecimal digits") {
                $0.stringValue.flatMap { CrisisModel.Digest(hexadecimal: $0) }
            }
            ?? value
    }

    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(EventCodecError) {
        value =
            try take(name, "32 hexadecimal digits") { $0.stringValue.flatMap { KeyedHash(hexadecimal: $0) } }
            ?? value
    }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(EventCodecError) {
        value = try take(name, "base 64") { $0.stringValue.flatMap { Base64.decode($0) } } ?? value
    }
    mutating func personal(_ name: String, _ value: inout String) throws(EventCodecError) {
        try text(name, &value)
    }
    mutating func personal(_ name: String, _ value: inout String?) throws(EventCodecError) {
        try text(name, &value)
    }

    func invalid(_ name: String, _ reason: String) -> EventCodecError {
        EventCodecError(.badField, field: "payload.\(name)", reason)
    }

    func checkForUnknown() throws(EventCodecError) {
        for key in object.keys where !known.contains(key) {
            throw EventCodecError(
                .unknownField, field: "payload.\(key)",
                "is not known here; known: \(known.joined(separator: ", "))"
            )
        }
    }
}
