import CrisisModel

/// Collects the names of fields.
struct FieldNames: FieldCoder {
    typealias Failure = Never

    private(set) var names: [String] = []

    mutating func integer(_ name: String, _ value: inout Int64) throws(Never) { names.append(name) }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(Never) { names.append(name) }
    mutating func flag(_ name: String, _ value: inout Bool) throws(Never) { names.append(name) }
    mutating func text(_ name: String, _ value: inout String) throws(Never) { names.append(name) }
    mutating func text(_ name: String, _ value: inout String?) throws(Never) { names.append(name) }
    mutating func texts(_ name: String, _ value: inout [String]) throws(Never) { names.append(name) }
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(Never) { names.append(name) }
    mutating func time(_ name: String, _ value: inout EventTime) throws(Never) { names.append(name) }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(Never) { names.append(name) }
    mutating func digest(_ name: String, _ value: inout Digest) throws(Never) { names.append(name) }
    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Never) { names.append(name) }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Never) { names.append(name) }
    mutating func personal(_ name: String, _ value: inout String) throws(Never) { names.append(name) }
    mutating func personal(_ name: String, _ value: inout String?) throws(Never) { names.append(name) }
    func invalid(_ name: String, _ reason: String) -> Never { preconditionFailure("\(name): \(reason)") }
}
