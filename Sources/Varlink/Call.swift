/// One call. Read as strictly as systemd's own servers read it: what is not exactly a call ends the
/// connection, because a client that is half understood is worse than one that is turned away.
package struct Call: Sendable, Hashable {
    package let method: String
    /// Always an object; absent and null are the empty one.
    package let parameters: JSONValue
    package let more: Bool
    package let oneway: Bool

    package init(method: String, parameters: JSONValue = [:], more: Bool = false, oneway: Bool = false) {
        precondition(!(more && oneway), "'more' and 'oneway' exclude each other")
        self.method = method
        self.parameters = parameters
        self.more = more
        self.oneway = oneway
    }

    package init(
        frame: Span<UInt8>, limits: JSONLimits = .default
    ) throws(ProtocolViolation) {
        let object = try Message.object(frame, limits: limits)
        var method: String?
        var parameters: JSONValue = [:]
        var more = false
        var oneway = false
        for (key, value) in object.members {
            switch key {
            case "method":
                guard case .string(let name) = value else { throw .wrongType(key: key) }
                method = name
            case "parameters": parameters = try Message.parameters(value)
            case "more": more = try Message.flag(key, value)
            case "oneway": oneway = try Message.flag(key, value)
            // A client library that always writes every flag asks for nothing with a false one.
            case "upgrade": if try Message.flag(key, value) { throw .upgradeRefused }
            default: throw .unknownKey(key)
            }
        }
        guard let method else { throw .missingMethod }
        guard !(more && oneway) else { throw .moreAndOneway }
        self.init(method: method, parameters: parameters, more: more, oneway: oneway)
    }

    /// Appends the call and its NUL.
    package func encode(into bytes: inout [UInt8]) {
        var object: JSONObject = ["method": .string(method), "parameters": parameters]
        if more { object["more"] = true }
        if oneway { object["oneway"] = true }
        JSONValue.object(object).serialize(into: &bytes)
        bytes.append(0)
    }
}

/// What calls and replies have in common.
enum Message {
    static func object(_ frame: Span<UInt8>, limits: JSONLimits) throws(ProtocolViolation) -> JSONObject {
        guard !frame.isEmpty else { throw .emptyFrame }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: frame, limits: limits)
        } catch {
            throw .notJSON(error)
        }
        guard case .object(let object) = value else { throw .notAnObject }
        return object
    }

    static func parameters(_ value: JSONValue) throws(ProtocolViolation) -> JSONValue {
        switch value {
        case .object: return value
        case .null: return [:]
        default: throw .wrongType(key: "parameters")
        }
    }

    static func flag(_ key: String, _ value: JSONValue) throws(ProtocolViolation) -> Bool {
        guard case .bool(let flag) = value else { throw .wrongType(key: key) }
        return flag
    }
}
