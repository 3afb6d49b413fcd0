import CrisisModel
package import Engine
package import Varlink

/// The state as a JSON document, by the walk that gives its hash: keys are the names of the fields, and what is absent
/// is left out.
package enum StateDocument {
    package static func json(_ state: State) -> JSONValue {
        var writer = StateWriter()
        var copy = state
        copy.visit(&writer)
        return .object(writer.root)
    }
}

private struct StateWriter: StateCoder {
    typealias Failure = Never

    private(set) var root = JSONObject()
    /// Structures that are being written, the innermost last.
    private var inner: [(name: String, object: JSONObject)] = []

    private mutating func put(_ name: String, _ value: JSONValue?) {
        guard let value else { return }
        if inner.isEmpty {
            root[name] = value
        } else {
            inner[inner.count - 1].object[name] = value
        }
    }

    mutating func open(_ name: String) { inner.append((name, JSONObject())) }

    mutating func close() {
        guard let last = inner.popLast() else { return }
        put(last.name, .object(last.object))
    }

    mutating func presence(_ name: String, _ isPresent: inout Bool) throws(Never) {}

    mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value]
    ) throws(Never) {
        open(name)
        for index in Key.ordered(values) {
            var copy = values.values[index]
            nested(values.keys[index].description, &copy)
        }
        close()
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
        put(name, .string(value.description))
    }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) {
        put(name, .integer(Int64(value.count)))
    }
    mutating func personal(_ name: String, _ value: inout String) throws(Never) {}
    mutating func personal(_ name: String, _ value: inout String?) throws(Never) {}
    func invalid(_ name: String, _ reason: String) -> Never { preconditionFailure("\(name): \(reason)") }
}
