/// One reply: parameters, or the name of an error with its parameters.
package struct Reply: Sendable, Hashable {
    /// Always an object; absent and null are the empty one.
    package let parameters: JSONValue
    package let continues: Bool
    package let error: String?

    package init(parameters: JSONValue = [:], continues: Bool = false) {
        self.parameters = parameters
        self.continues = continues
        error = nil
    }

    package init(error: String, parameters: JSONValue = [:]) {
        self.parameters = parameters
        continues = false
        self.error = error
    }

    package init(frame: Span<UInt8>, limits: JSONLimits = .default) throws(ProtocolViolation) {
        let object = try Message.object(frame, limits: limits)
        var parameters: JSONValue = [:]
        var continues = false
        var error: String?
        for (key, value) in object.members {
            switch key {
            case "parameters": parameters = try Message.parameters(value)
            case "continues": continues = try Message.flag(key, value)
            case "error":
                guard case .string(let name) = value else { throw .wrongType(key: key) }
                error = name
            // Vendors may add keys under a name of their own; plain ones are reserved.
            default: guard key.utf8.contains(UInt8(ascii: ".")) else { throw .unknownKey(key) }
            }
        }
        if let error {
            guard !continues else { throw .unexpectedContinues }
            self.init(error: error, parameters: parameters)
        } else {
            self.init(parameters: parameters, continues: continues)
        }
    }

    /// Appends the reply and its NUL.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        if let error {
            bytes.append(contentsOf: "\"error\":".utf8)
            JSONValue.string(error).serialize(into: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        bytes.append(contentsOf: "\"parameters\":".utf8)
        parameters.serialize(into: &bytes)
        if continues { bytes.append(contentsOf: ",\"continues\":true".utf8) }
        bytes.append(UInt8(ascii: "}"))
        bytes.append(0)
    }
}
