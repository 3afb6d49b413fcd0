/// Why parameters do not fit what the interface file says of them.
package struct ParameterViolation: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable, CaseIterable {
        case missing = "missing"
        case wrongType = "wrong-type"
        case unknown = "unknown"
        case unknownEnumerationValue = "unknown-enumeration-value"
        case noSuchMember = "no-such-member"
    }

    /// The field at the top, which is what a client is told.
    package let parameter: String
    /// The very place, as in `a.b[3].c`.
    package let path: String
    package let reason: Reason

    package var description: String { "\(path): \(reason.rawValue)" }
}
