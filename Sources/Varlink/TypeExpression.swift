/// The type of a field in an interface description.
package indirect enum TypeExpression: Sendable, Hashable {
    case bool
    case integer
    case float
    case string
    case object
    case named(String)
    case structure(StructType)
    case enumeration([String])
    case array(TypeExpression)
    case map(TypeExpression)
    case nullable(TypeExpression)

    package var isNullable: Bool {
        guard case .nullable = self else { return false }
        return true
    }
}

package struct FieldDescription: Sendable, Hashable {
    package let name: String
    package let type: TypeExpression
    package let documentation: [String]
}

package struct StructType: Sendable, Hashable {
    package let fields: [FieldDescription]

    package func field(_ name: String) -> FieldDescription? { fields.first { $0.name == name } }
}
