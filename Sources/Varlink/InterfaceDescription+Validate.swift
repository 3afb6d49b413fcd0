extension InterfaceDescription {
    package enum Direction: Sendable, Hashable {
        case call
        case reply
    }

    /// Checks the parameters of a call, or of a reply, against the file: nothing missing, nothing of another
    /// type, nothing unknown, at any depth.
    package func validate(
        _ parameters: JSONValue, of method: String, _ direction: Direction
    ) throws(ParameterViolation) {
        guard let description = self.method(method) else {
            throw ParameterViolation(parameter: method, path: method, reason: .noSuchMember)
        }
        try validate(parameters, as: direction == .call ? description.input : description.output)
    }

    package func validate(_ parameters: JSONValue, ofError error: String) throws(ParameterViolation) {
        guard let description = self.error(error) else {
            throw ParameterViolation(parameter: error, path: error, reason: .noSuchMember)
        }
        try validate(parameters, as: description.fields)
    }

    package func validate(_ parameters: JSONValue, as structure: StructType) throws(ParameterViolation) {
        guard let mismatch = mismatch(parameters, structure) else { return }
        let path = mismatch.path.reversed().joined().drop { $0 == "." }
        let top = mismatch.path.last?.drop { $0 == "." } ?? ""
        throw ParameterViolation(parameter: String(top), path: String(path), reason: mismatch.reason)
    }

    /// The way is written from the inside out while returning, so that what fits costs nothing.
    private struct Mismatch {
        let reason: ParameterViolation.Reason
        var path: [String] = []

        func inside(_ part: String) -> Mismatch { Mismatch(reason: reason, path: path + [part]) }
    }

    private func mismatch(_ value: JSONValue, _ structure: StructType) -> Mismatch? {
        guard case .object(let object) = value else { return Mismatch(reason: .wrongType) }
        var present = 0
        for field in structure.fields {
            guard let member = object[field.name] else {
                if field.type.isNullable { continue }
                return Mismatch(reason: .missing, path: [".\(field.name)"])
            }
            present += 1
            if let mismatch = mismatch(member, field.type) { return mismatch.inside(".\(field.name)") }
        }
        if present == object.count { return nil }
        let unknown = object.keys.first { structure.field($0) == nil } ?? ""
        return Mismatch(reason: .unknown, path: [".\(unknown)"])
    }

    private func mismatch(_ value: JSONValue, _ type: TypeExpression) -> Mismatch? {
        switch (type, value) {
        case (.nullable, .null), (.bool, .bool), (.integer, .integer), (.float, .integer), (.string, .string),
            (.object, .object):
            return nil
        case (.float, .float(let number)):
            return number.isFinite ? nil : Mismatch(reason: .wrongType)
        case (.nullable(let inner), _):
            return mismatch(value, inner)
        case (.named(let name), _):
            guard let named = self.type(name) else { return Mismatch(reason: .noSuchMember) }
            return mismatch(value, named.type)
        case (.structure(let structure), _):
            return mismatch(value, structure)
        case (.enumeration(let names), .string(let text)):
            return names.contains(text) ? nil : Mismatch(reason: .unknownEnumerationValue)
        case (.array(let element), .array(let elements)):
            for (position, value) in elements.enumerated() {
                if let mismatch = mismatch(value, element) { return mismatch.inside("[\(position)]") }
            }
            return nil
        case (.map(let element), .object(let object)):
            for (key, value) in object.members {
                if let mismatch = mismatch(value, element) { return mismatch.inside(".\(key)") }
            }
            return nil
        default:
            return Mismatch(reason: .wrongType)
        }
    }
}
