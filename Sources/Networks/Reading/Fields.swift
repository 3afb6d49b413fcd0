import CrisisModel
import Varlink

/// The members of one object of an answer, and where in the answer it stands.
///
/// What identity and time need is strict; what only decorates is nil when it has an unknown form.
struct Fields {
    let object: JSONObject
    let path: String

    init(_ value: JSONValue, path: String) throws(ReadingError) {
        guard case .object(let object) = value else {
            throw ReadingError(.wrongType(expected: "an object", found: value.typeName), at: path)
        }
        self.object = object
        self.path = path
    }

    static func document(_ bytes: [UInt8]) throws(ReadingError) -> JSONValue {
        let limits = JSONLimits(
            bytesMax: ReadingLimits.answerBytesMax, depthMax: ReadingLimits.depthMax)
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: limits)
        } catch {
            guard error.code != .tooLarge, let emptied = Salvage.emptied(bytes, limits: limits),
                let document = try? JSONValue(parsing: emptied, limits: limits)
            else { throw ReadingError(.badDocument(error.description)) }
            return document
        }
    }

    func place(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

    func failure(_ problem: ReadingError.Problem, _ key: String) -> ReadingError {
        ReadingError(problem, at: place(key))
    }

    /// Nil for a member that is absent or null.
    subscript(key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func fields(_ key: String) throws(ReadingError) -> Fields? {
        guard let value = self[key] else { return nil }
        return try Fields(value, path: place(key))
    }

    /// For what only decorates: nil when it is no object.
    func ifFields(_ key: String) -> Fields? {
        guard let value = self[key], let fields = try? Fields(value, path: place(key)) else { return nil }
        return fields
    }

    func required(_ key: String) throws(ReadingError) -> Fields {
        guard let fields = try fields(key) else { throw failure(.missing, key) }
        return fields
    }

    func array(_ key: String) throws(ReadingError) -> [JSONValue]? {
        guard let value = self[key] else { return nil }
        return try Self.array(value, at: place(key))
    }

    static func array(_ value: JSONValue, at path: String) throws(ReadingError) -> [JSONValue] {
        guard case .array(let values) = value else {
            throw ReadingError(.wrongType(expected: "an array", found: value.typeName), at: path)
        }
        guard values.count <= ReadingLimits.entriesMax else {
            throw ReadingError(.tooMany(countMax: ReadingLimits.entriesMax), at: path)
        }
        return values
    }

    func requiredArray(_ key: String) throws(ReadingError) -> [JSONValue] {
        guard let values = try array(key) else { throw failure(.missing, key) }
        return values
    }

    /// The first of several that is there.
    func text(_ key: String, _ other: String) throws(ReadingError) -> String? {
        if let text = try text(key) { return text }
        return try text(other)
    }

    func ifIdentifier(_ key: String, _ other: String) throws(ReadingError) -> String? {
        if let identifier = try ifIdentifier(key) { return identifier }
        return try ifIdentifier(other)
    }

    func text(_ key: String) throws(ReadingError) -> String? {
        guard let value = self[key] else { return nil }
        guard case .string(let text) = value else {
            throw failure(.wrongType(expected: "a string", found: value.typeName), key)
        }
        return text
    }

    func identifier(_ key: String) throws(ReadingError) -> String {
        guard let identifier = try ifIdentifier(key) else { throw failure(.missing, key) }
        return identifier
    }

    func ifIdentifier(_ key: String) throws(ReadingError) -> String? {
        switch self[key] {
        case nil: return nil
        case .integer(let number): return String(number)
        case .float: throw failure(.inexactIdentifier, key)
        case .string(let text):
            guard !text.isEmpty else { throw failure(.emptyIdentifier, key) }
            guard text.utf8.count <= ReadingLimits.identifierBytesMax else {
                throw failure(.tooLong(bytesMax: ReadingLimits.identifierBytesMax), key)
            }
            return text
        case .some(let value):
            throw failure(.wrongType(expected: "a string or an integer", found: value.typeName), key)
        }
    }

    /// An empty text counts as absent: several servers write one for "never".
    func time(_ key: String) throws(ReadingError) -> EventTime? {
        guard let text = try text(key), !text.isEmpty else { return nil }
        do throws(EventTime.ParseFailure) {
            return try NetworkTime.parse(text)
        } catch {
            throw failure(.badTime(error.rawValue), key)
        }
    }

    /// Milliseconds since 1970, as a number.
    func milliseconds(_ key: String) throws(ReadingError) -> EventTime? {
        guard let value = self[key] else { return nil }
        guard let number = value.integerValue else {
            throw failure(.wrongType(expected: "an integer", found: value.typeName), key)
        }
        return NetworkTime.milliseconds(number)
    }

    func label(_ key: String) -> String? {
        guard let text = self[key]?.stringValue, !text.isEmpty else { return nil }
        return PlainText.label(text)
    }

    func link(_ key: String) -> String? {
        self[key]?.stringValue.flatMap(WebLink.checked)
    }

    func count(_ key: String) -> Int64? {
        guard let count = self[key]?.integerValue, count >= 0 else { return nil }
        return count
    }

    func flag(_ key: String) -> Bool { self[key]?.boolValue ?? false }
}
