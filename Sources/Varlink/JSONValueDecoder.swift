/// Makes Swift values of JSON values through `Decodable`. Absent and null are both nil; members that a type
/// does not know are passed over (the interface file has refused them before). An error names the field.
package struct JSONValueDecoder {
    package init() {}

    package func decode<T: Decodable>(_ type: T.Type, from value: JSONValue) throws(JSONCodingError) -> T {
        do {
            return try ValueDecoder(value: value, path: .root).unbox(type)
        } catch let error as DecodingError {
            throw JSONCodingError(error)
        } catch let error as JSONCodingError {
            throw error
        } catch {
            throw JSONCodingError(code: .invalidValue, path: "", detail: String(describing: error))
        }
    }
}

struct ValueDecoder: Decoder {
    let value: JSONValue
    let path: JSONCodingPath

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = value else { throw mismatch(JSONObject.self, "object") }
        return KeyedDecodingContainer(KeyedValueDecoder<Key>(object: object, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([JSONValue].self, "array") }
        return UnkeyedValueDecoder(elements: elements, path: path)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        let detail = "expected \(expected), found \(value.typeName)"
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: detail)
        return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func unbox<T: Decodable>(_ type: T.Type) throws -> T {
        // Asked for by structs with a field of type `object`; a copy through Codable would be slow.
        if type == JSONValue.self, let value = value as? T { return value }
        return try T(from: self)
    }

    func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        guard case .integer(let integer) = value else { throw mismatch(type, "integer") }
        guard let converted = T(exactly: integer) else {
            let detail = "\(integer) does not fit \(T.self)"
            throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: detail))
        }
        return converted
    }
}

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value.isNull }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let bool) = value else { throw mismatch(type, "bool") }
        return bool
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = value else { throw mismatch(type, "string") }
        return text
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard let number = value.floatValue else { throw mismatch(type, "float") }
        return number
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try unbox(type) }
}

extension JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? ValueDecoder else {
            let detail = "a JSON value is decoded by JSONValueDecoder only"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: detail))
        }
        self = decoder.value
    }

    package func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? ValueEncoder else {
            let detail = "a JSON value is encoded by JSONValueEncoder only"
            throw EncodingError.invalidValue(
                self, .init(codingPath: encoder.codingPath, debugDescription: detail))
        }
        encoder.storage = .value(self)
    }
}
