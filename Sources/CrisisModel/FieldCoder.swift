/// One walk over an event's fields, made once per event type and used by every coder: record writer and reader,
/// JSON writer and reader. So a field cannot be written one way and read another.
///
/// Fields are visited in a fixed order. A new field is appended at the end; nothing is ever removed or reordered
/// without a new schema version.
package protocol FieldCoder {
    associatedtype Failure: Error

    mutating func integer(_ name: String, _ value: inout Int64) throws(Failure)
    mutating func integer(_ name: String, _ value: inout Int64?) throws(Failure)
    mutating func flag(_ name: String, _ value: inout Bool) throws(Failure)
    mutating func text(_ name: String, _ value: inout String) throws(Failure)
    mutating func text(_ name: String, _ value: inout String?) throws(Failure)
    mutating func texts(_ name: String, _ value: inout [String]) throws(Failure)
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(Failure)
    mutating func time(_ name: String, _ value: inout EventTime) throws(Failure)
    mutating func time(_ name: String, _ value: inout EventTime?) throws(Failure)
    mutating func digest(_ name: String, _ value: inout Digest) throws(Failure)
    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Failure)
    /// What only the holder of a person's key can read: stored as it is, never looked into by a fold.
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Failure)
    /// Personal data in the clear. It stands in memory and in exports that may show it; never in a record, a state or
    /// a hash.
    mutating func personal(_ name: String, _ value: inout String) throws(Failure)
    mutating func personal(_ name: String, _ value: inout String?) throws(Failure)
    /// How this coder reports a value that is of the right shape but means nothing.
    func invalid(_ name: String, _ reason: String) -> Failure
}

extension FieldCoder {
    @inlinable
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ value: inout Choice
    ) throws(Failure) where Choice.RawValue == String {
        var raw = value.rawValue
        try text(name, &raw)
        guard let known = Choice(rawValue: raw) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(name, "\"\(raw.prefix(40))\" is none of \(known)")
        }
        value = known
    }

    @inlinable
    package mutating func name<Subject>(_ name: String, _ value: inout Identifier<Subject>) throws(Failure) {
        var raw = value.text
        try text(name, &raw)
        value = Identifier(recorded: raw)
    }

    @inlinable
    package mutating func name<Subject>(_ name: String, _ value: inout Identifier<Subject>?) throws(Failure) {
        var raw = value?.text
        try text(name, &raw)
        value = raw.map { Identifier(recorded: $0) }
    }

    @inlinable
    package mutating func names<Subject>(_ name: String, _ value: inout [Identifier<Subject>]) throws(Failure)
    {
        var raw = value.map(\.text)
        try texts(name, &raw)
        value = raw.map { Identifier(recorded: $0) }
    }

    @inlinable
    package mutating func choices<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ value: inout [Choice]
    ) throws(Failure) where Choice.RawValue == String {
        var raw = value.map(\.rawValue)
        try texts(name, &raw)
        value = []
        for word in raw {
            guard let known = Choice(rawValue: word) else {
                let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw invalid(name, "\"\(word.prefix(40))\" is none of \(known)")
            }
            value.append(known)
        }
    }

    @inlinable
    package mutating func scopes(_ name: String, _ value: inout [StopScope]) throws(Failure) {
        var raw = value.map(\.description)
        try texts(name, &raw)
        value = []
        for word in raw {
            guard let scope = StopScope(word) else {
                throw invalid(
                    name, "\"\(word.prefix(80))\" is no scope: all, network:N, account:N, campaign:N, class:N"
                )
            }
            value.append(scope)
        }
    }
}

/// What every event type is.
package protocol EventPayload: Hashable, Sendable {
    static var kind: EventKind { get }
    /// For the coders alone: every field at its neutral value.
    init()
    mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure)
    var event: CrisisEvent { get }
}
