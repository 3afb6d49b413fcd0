/// A coder that also knows structures within structures: one walk over the state gives its hash, its snapshot, the
/// reading of that snapshot, and its JSON document.
package protocol StateCoder: FieldCoder {
    /// It puts values in rather than taking them out, so what is derived must be made anew after the walk.
    static var restores: Bool { get }

    /// Whether an optional structure is there; nothing of it follows when it is not.
    mutating func presence(_ name: String, _ isPresent: inout Bool) throws(Failure)
    /// Around the fields of a structure.
    mutating func open(_ name: String)
    mutating func close()
    /// Keys in order, so that a dictionary's own order cannot enter a hash.
    mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value]
    ) throws(Failure)
    /// The same, where those that change no more are kept packed.
    mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value], packed: inout PackedTable<Key, Value>
    ) throws(Failure)
}

/// A part of the state that can be written and read field by field. Every field is visited that cannot be derived
/// from the others.
package protocol StateFields: Sendable {
    /// For the readers alone: every field at a neutral value.
    static var blank: Self { get }
    mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure)
}

/// A part of the state that can also be compared.
package protocol CanonicalState: StateFields, Hashable {}

/// What a collection of the state is keyed by.
package protocol StateKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    static var blank: Self { get }
    /// The positions of these keys in ascending order. Each type says it for itself, since sorting what is not known
    /// to the compiler takes several times as long.
    static func order(of keys: [Self]) -> [Int]
    mutating func visit<Coder: FieldCoder>(key coder: inout Coder) throws(Coder.Failure)
}

extension StateKey {
    /// A collection's places in the order of their keys.
    @inlinable
    package static func ordered<Value>(_ values: [Self: Value]) -> [Dictionary<Self, Value>.Index] {
        let indices = Array(values.indices)
        return order(of: Array(values.keys)).map { indices[$0] }
    }
}

@inline(__always)
private func positions<Key: Comparable>(_ keys: [Key]) -> [Int] {
    keys.indices.sorted { keys[$0] < keys[$1] }
}

extension StateCoder {
    package static var restores: Bool { false }
    package mutating func open(_ name: String) {}
    package mutating func close() {}

    /// Who only looks sees no difference between packed values and others.
    @inlinable
    package mutating func keyed<Key: StateKey, Value: StateFields>(
        _ name: String, _ values: inout [Key: Value], packed: inout PackedTable<Key, Value>
    ) throws(Failure) {
        var all = values
        packed.forEach { all[$0] = $1 }
        try keyed(name, &all)
    }

    @inlinable
    package mutating func nested<Value: StateFields>(_ name: String, _ value: inout Value) throws(Failure) {
        open(name)
        try value.visit(&self)
        close()
    }

    @inlinable
    package mutating func nested<Value: StateFields>(_ name: String, _ value: inout Value?) throws(Failure) {
        var isPresent = value != nil
        try presence(name, &isPresent)
        var read = value ?? .blank
        if isPresent { try nested(name, &read) }
        if Self.restores { value = isPresent ? read : nil }
    }

    @inlinable
    package mutating func nested<Payload: EventPayload>(
        _ name: String, _ value: inout Payload
    ) throws(Failure) {
        open(name)
        try value.visit(&self)
        close()
    }

    @inlinable
    package mutating func nested<Payload: EventPayload>(
        _ name: String, _ value: inout Payload?
    ) throws(Failure) {
        var isPresent = value != nil
        try presence(name, &isPresent)
        var read = value ?? Payload()
        if isPresent { try nested(name, &read) }
        if Self.restores { value = isPresent ? read : nil }
    }
}

extension FieldCoder {
    /// Sequences and other values of 64 bits without a sign, by their bits.
    @inlinable
    package mutating func unsigned(_ name: String, _ value: inout UInt64) throws(Failure) {
        var bits = Int64(bitPattern: value)
        try integer(name, &bits)
        value = UInt64(bitPattern: bits)
    }

    @inlinable
    package mutating func unsigned(_ name: String, _ value: inout UInt64?) throws(Failure) {
        var bits = value.map { Int64(bitPattern: $0) }
        try integer(name, &bits)
        value = bits.map { UInt64(bitPattern: $0) }
    }

    @inlinable
    package mutating func unsigned(_ name: String, _ value: inout UInt32) throws(Failure) {
        var wide = Int64(value)
        try integer(name, &wide)
        guard let narrow = UInt32(exactly: wide) else { throw invalid(name, "\(wide) is out of range") }
        value = narrow
    }

    @inlinable
    package mutating func unsigned(_ name: String, _ value: inout UInt32?) throws(Failure) {
        var wide = value.map { Int64($0) }
        try integer(name, &wide)
        value = nil
        if let wide {
            guard let narrow = UInt32(exactly: wide) else { throw invalid(name, "\(wide) is out of range") }
            value = narrow
        }
    }

    @inlinable
    package mutating func count(_ name: String, _ value: inout Int) throws(Failure) {
        var wide = Int64(value)
        try integer(name, &wide)
        guard let narrow = Int(exactly: wide) else { throw invalid(name, "\(wide) is out of range") }
        value = narrow
    }

    @inlinable
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ value: inout Choice?
    ) throws(Failure) where Choice.RawValue == String {
        var raw = value?.rawValue
        try text(name, &raw)
        value = nil
        if let raw {
            guard let known = Choice(rawValue: raw) else {
                throw invalid(name, "\"\(raw.prefix(40))\" is not known")
            }
            value = known
        }
    }
}

extension Actor: CanonicalState {
    package static var blank: Actor { .daemon }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.choice("kind", &kind)
        try coder.unsigned("uid", &uid)
        try coder.unsigned("loginUid", &loginUid)
        try coder.text("name", &name)
    }
}

extension Identifier: StateKey {
    package static var blank: Self { Self(recorded: "") }
    package static func order(of keys: [Self]) -> [Int] { String.order(of: keys.map(\.text)) }
    package mutating func visit<Coder: FieldCoder>(key coder: inout Coder) throws(Coder.Failure) {
        try coder.name("key", &self)
    }
}

extension Int64: StateKey {
    package static var blank: Int64 { 0 }
    package static func order(of keys: [Int64]) -> [Int] { positions(keys) }
    package mutating func visit<Coder: FieldCoder>(key coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("key", &self)
    }
}

extension UInt32: StateKey {
    package static var blank: UInt32 { 0 }
    package static func order(of keys: [UInt32]) -> [Int] { positions(keys) }
    package mutating func visit<Coder: FieldCoder>(key coder: inout Coder) throws(Coder.Failure) {
        try coder.unsigned("key", &self)
    }
}

extension String: StateKey {
    package static var blank: String { "" }
    package static func order(of keys: [String]) -> [Int] { positions(keys) }
    package mutating func visit<Coder: FieldCoder>(key coder: inout Coder) throws(Coder.Failure) {
        try coder.text("key", &self)
    }
}

extension RealmID: StateKey {
    package static var blank: RealmID { .live }
    package static func order(of keys: [RealmID]) -> [Int] { positions(keys) }
    package mutating func visit<Coder: FieldCoder>(key coder: inout Coder) throws(Coder.Failure) {
        var number = number
        try coder.unsigned("key", &number)
        self = RealmID(number)
    }
}
