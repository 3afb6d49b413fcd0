/// Why bytes or JSON are not an event.
package struct EventCodecError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case unknownKind = "unknown-kind"
        case newerSchema = "newer-schema"
        case badField = "bad-field"
        case missingField = "missing-field"
        case unknownField = "unknown-field"
    }

    package var code: Code
    package var field: String?
    package var detail: String

    package init(_ code: Code, field: String? = nil, _ detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }

    package var description: String { (field.map { "\($0): " } ?? "") + detail }
}
