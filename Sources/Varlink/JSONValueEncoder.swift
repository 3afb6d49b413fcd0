/// Makes JSON values of Swift values through `Encodable`. Members that are nil are left out, members keep
/// the order in which the type writes them. An error names the field.
package struct JSONValueEncoder {
    package init() {}

    package func encode<T: Encodable>(_ value: T) throws(JSONCodingError) -> JSONValue {
        let encoder = ValueEncoder(path: .root)
        do {
            try encoder.box(value)
        } catch let error as JSONCodingError {
            throw error
        } catch let error as EncodingError {
            guard case .invalidValue(_, let context) = error else {
                throw JSONCodingError(code: .invalidValue, path: "", detail: String(describing: error))
            }
            throw JSONCodingError(.invalidValue, context.codingPath, context.debugDescription)
        } catch {
            throw JSONCodingError(code: .invalidValue, path: "", detail: String(describing: error))
        }
        return encoder.finished
    }
}

final class ValueEncoder: Encoder {
    enum Node {
        case value(JSONValue)
        case object(ObjectBox)
        case array(ArrayBox)
        case pending(ValueEncoder)

        var finished: JSONValue {
            switch self {
            case .value(let value): value
            case .object(let box): .object(box.finished)
            case .array(let box): .array(box.nodes.map(\.finished))
            case .pending(let encoder): encoder.finished
            }
        }
    }

    final class ObjectBox {
        private var members: [(key: String, node: Node)] = []

        /// A key that a type writes twice counts as it was written last.
        func set(_ key: String, _ node: Node) { members.append((key, node)) }

        var finished: JSONObject {
            var object = JSONObject()
            for (key, node) in members { object[key] = node.finished }
            return object
        }
    }

    final class ArrayBox {
        var nodes: [Node] = []
    }

    let path: JSONCodingPath
    var storage: Node?

    init(path: JSONCodingPath) { self.path = path }

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// A type that writes nothing at all is an empty object.
    var finished: JSONValue { storage?.finished ?? .object(JSONObject()) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let box: ObjectBox
        if case .object(let existing) = storage {
            box = existing
        } else {
            box = ObjectBox()
            storage = .object(box)
        }
        return KeyedEncodingContainer(KeyedValueEncoder<Key>(object: box, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let box: ArrayBox
        if case .array(let existing) = storage {
            box = existing
        } else {
            box = ArrayBox()
            storage = .array(box)
        }
        return UnkeyedValueEncoder(array: box, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func box<T: Encodable>(_ value: T) throws {
        // The comparison is cheap, the cast is not.
        if T.self == JSONValue.self, let value = value as? JSONValue {
            storage = .value(value)
        } else {
            try value.encode(to: self)
        }
    }

    static func integer(_ value: some FixedWidthInteger, path: JSONCodingPath) throws -> JSONValue {
        guard let integer = Int64(exactly: value) else {
            throw JSONCodingError(.outOfRange, path.keys, "\(value) does not fit 64 bits with a sign")
        }
        return .integer(integer)
    }

    static func float(_ value: Double, path: JSONCodingPath) throws -> JSONValue {
        guard value.isFinite else {
            throw JSONCodingError(.outOfRange, path.keys, "\(value) is no number in JSON")
        }
        return .float(value)
    }
}

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() { storage = .value(.null) }
    func encode(_ value: Bool) { storage = .value(.bool(value)) }
    func encode(_ value: String) { storage = .value(.string(value)) }
    func encode(_ value: Double) throws { storage = .value(try Self.float(value, path: path)) }
    func encode(_ value: Float) throws { try encode(Double(value)) }
    func encode(_ value: Int) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: Int8) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: Int16) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: Int32) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: Int64) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: UInt) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: UInt8) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: UInt16) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: UInt32) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode(_ value: UInt64) throws { storage = .value(try Self.integer(value, path: path)) }
    func encode<T: Encodable>(_ value: T) throws { try box(value) }
}
