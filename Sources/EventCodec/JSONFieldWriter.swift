import CrisisModel
import Cryptography
import Varlink

/// Fields to a JSON object, in the order of the fields. What is absent is left out.
struct JSONFieldWriter: FieldCoder {
    typealias Failure = Never

    private(set) var object = JSONObject()

    private mutating func put(_ name: String, _ value: JSONValue?) {
        if let value { object[name] = value }
    }

    mutating func integer(_ name: String, _ value: inout Int64) throws(Never) { put(name, .integer(value)) }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(Never) {
        put(name, value.map { .integer($0) })
    }
    mutating func flag(_ name: String, _ value: inout Bool) throws(Never) { put(name, .bool(value)) }
    mutating func text(_ name: String, _ value: inout String) throws(Never) { put(name, .string(value)) }
    mutating func text(_ name: String, _ value: inout String?) throws(Never) {
        put(name, value.map { .string($0) })
    }
    mutating func texts(_ name: String, _ value: inout [String]) throws(Never) {
        put(name, .array(value.map { .string($0) }))
    }
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(Never) {
        put(name, .array(value.map { .integer($0) }))
    }
    mutating func time(_ name: String, _ value: inout EventTime) throws(Never) {
        put(name, .string(value.rfc3339))
    }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(Never) {
        put(name, value.map { .string($0.rfc3339) })
    }
    mutating func digest(_ name: String, _ value: inout CrisisModel.Digest) throws(Never) {
        put(name, .string(value.description))
    }
    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Never) {
        if value != .zero { put(name, .string(value.description)) }
    }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) {
        if !value.isEmpty { put(name, .string(Base64.encode(value))) }
    }
    /// Empty: it is sealed, and whoever asks may not see it.
    mutating func personal(_ name: String, _ value: inout String) throws(Never) {
        if !value.isEmpty { put(name, .string(value)) }
    }
    mutating func personal(_ name: String, _ value: inout String?) throws(Never) {
        put(name, value.map { .string($0) })
    }
    func invalid(_ name: String, _ reason: String) -> Never { preconditionFailure("\(name): \(reason)") }
}
