/// Why a Swift value and a JSON value do not fit each other, and at which field.
package struct JSONCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case missing = "missing"
        case wrongType = "wrong-type"
        case outOfRange = "out-of-range"
        case invalidValue = "invalid-value"
    }

    package let code: Code
    /// As in `a.b[3].c`; empty for the value as a whole.
    package let path: String
    package let detail: String

    package init(code: Code, path: String, detail: String) {
        self.code = code
        self.path = path
        self.detail = detail
    }

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(.missing, context.codingPath + [key], "required")
        case .valueNotFound(_, let context):
            self.init(.missing, context.codingPath, context.debugDescription)
        case .typeMismatch(_, let context):
            self.init(.wrongType, context.codingPath, context.debugDescription)
        case .dataCorrupted(let context):
            self.init(.invalidValue, context.codingPath, context.debugDescription)
        @unknown default:
            self.init(code: .invalidValue, path: "", detail: String(describing: error))
        }
    }

    init(_ code: Code, _ codingPath: [any CodingKey], _ detail: String) {
        var path = ""
        for key in codingPath {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        self.init(code: code, path: path, detail: detail)
    }

    package var description: String {
        path.isEmpty ? "\(code.rawValue): \(detail)" : "\(path): \(code.rawValue): \(detail)"
    }
}
