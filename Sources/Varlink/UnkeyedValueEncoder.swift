/// The elements of one JSON array as `Encodable` writes them.
struct UnkeyedValueEncoder: UnkeyedEncodingContainer {
    let array: ValueEncoder.ArrayBox
    let path: JSONCodingPath

    var codingPath: [any CodingKey] { path.keys }
    var count: Int { array.nodes.count }

    private func encoder() -> ValueEncoder {
        let encoder = ValueEncoder(path: path.appending(count))
        array.nodes.append(.pending(encoder))
        return encoder
    }

    private func append(_ value: JSONValue) { array.nodes.append(.value(value)) }

    private func appendInteger(_ value: some FixedWidthInteger) throws {
        append(try ValueEncoder.integer(value, path: path.appending(count)))
    }

    func encodeNil() { append(.null) }
    func encode(_ value: Bool) { append(.bool(value)) }
    func encode(_ value: String) { append(.string(value)) }
    func encode(_ value: Double) throws { append(try ValueEncoder.float(value, path: path.appending(count))) }
    func encode(_ value: Float) throws { try encode(Double(value)) }
    func encode(_ value: Int) throws { try appendInteger(value) }
    func encode(_ value: Int8) throws { try appendInteger(value) }
    func encode(_ value: Int16) throws { try appendInteger(value) }
    func encode(_ value: Int32) throws { try appendInteger(value) }
    func encode(_ value: Int64) throws { try appendInteger(value) }
    func encode(_ value: UInt) throws { try appendInteger(value) }
    func encode(_ value: UInt8) throws { try appendInteger(value) }
    func encode(_ value: UInt16) throws { try appendInteger(value) }
    func encode(_ value: UInt32) throws { try appendInteger(value) }
    func encode(_ value: UInt64) throws { try appendInteger(value) }
    func encode<T: Encodable>(_ value: T) throws { try encoder().box(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }
}
