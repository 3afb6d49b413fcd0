/// The members of one JSON object as `Encodable` writes them.
struct KeyedValueEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let object: ValueEncoder.ObjectBox
    let path: JSONCodingPath

    var codingPath: [any CodingKey] { path.keys }

    private func encoder(_ key: some CodingKey) -> ValueEncoder {
        let encoder = ValueEncoder(path: path.appending(key))
        object.set(key.stringValue, .pending(encoder))
        return encoder
    }

    private func set(_ value: JSONValue, _ key: Key) { object.set(key.stringValue, .value(value)) }

    private func setInteger(_ value: some FixedWidthInteger, _ key: Key) throws {
        set(try ValueEncoder.integer(value, path: path.appending(key)), key)
    }

    /// Nil is left out: absent and null mean the same, and absent is shorter.
    func encodeNil(forKey key: Key) {}

    func encode(_ value: Bool, forKey key: Key) { set(.bool(value), key) }
    func encode(_ value: String, forKey key: Key) { set(.string(value), key) }

    func encode(_ value: Double, forKey key: Key) throws {
        set(try ValueEncoder.float(value, path: path.appending(key)), key)
    }

    func encode(_ value: Float, forKey key: Key) throws { try encode(Double(value), forKey: key) }
    func encode(_ value: Int, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: Int8, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: Int16, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: Int32, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: Int64, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: UInt, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: UInt8, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: UInt16, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: UInt32, forKey key: Key) throws { try setInteger(value, key) }
    func encode(_ value: UInt64, forKey key: Key) throws { try setInteger(value, key) }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder(key).box(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder(JSONCodingKey.superclass) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}
