/// Whether a method may answer several times. It is read from the comment before the method, where
/// systemd's own interfaces say it, so that the text a client reads and what the server does are one.
package enum MoreSupport: Sendable, Hashable, CaseIterable {
    case never
    case supported
    case required

    static let supportedMark = "[Supports 'more' flag]"
    static let requiredMark = "[Requires 'more' flag]"

    init(documentation: [String]) {
        if documentation.contains(Self.requiredMark) {
            self = .required
        } else if documentation.contains(Self.supportedMark) {
            self = .supported
        } else {
            self = .never
        }
    }
}

package struct MethodDescription: Sendable, Hashable {
    package let name: String
    package let documentation: [String]
    package let input: StructType
    package let output: StructType
    package let more: MoreSupport
}

package struct ErrorDescription: Sendable, Hashable {
    package let name: String
    package let documentation: [String]
    package let fields: StructType
}

package struct NamedType: Sendable, Hashable {
    package let name: String
    package let documentation: [String]
    /// A structure or an enumeration.
    package let type: TypeExpression
}
