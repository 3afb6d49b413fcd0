/// A parsed interface file. The text itself is kept byte for byte: it is what a client gets that asks for
/// the description, and what every request and reply is checked against, so that the two cannot differ.
package struct InterfaceDescription: Sendable, Hashable {
    /// An interface file is a page or ten; what is longer is no interface file.
    package static let textBytesMax = 1024 * 1024
    /// How deep types may be written within types.
    package static let typeDepthMax = 32

    package let name: String
    package let documentation: [String]
    package let text: String
    package let types: [NamedType]
    package let methods: [MethodDescription]
    package let errors: [ErrorDescription]
    private let typesByName: [String: NamedType]
    private let methodsByName: [String: MethodDescription]
    private let errorsByName: [String: ErrorDescription]

    /// Keywords of the language are refused as field names, because systemd's tools cannot read them;
    /// interfaces of others may use them.
    package static func parse(
        _ text: String, allowingKeywordFields: Bool = false
    ) throws(IDLError) -> InterfaceDescription {
        guard text.utf8.count <= textBytesMax else {
            throw IDLError(line: 1, column: 1, reason: "longer than \(textBytesMax) bytes")
        }
        var parser = try IDLParser(text, allowingKeywordFields: allowingKeywordFields)
        return try parser.interface()
    }

    init(
        name: String, documentation: [String], text: String, types: [NamedType], methods: [MethodDescription],
        errors: [ErrorDescription]
    ) {
        self.name = name
        self.documentation = documentation
        self.text = text
        self.types = types
        self.methods = methods
        self.errors = errors
        typesByName = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
        methodsByName = Dictionary(methods.map { ($0.name, $0) }) { first, _ in first }
        errorsByName = Dictionary(errors.map { ($0.name, $0) }) { first, _ in first }
    }

    package func type(_ name: String) -> NamedType? { typesByName[name] }
    package func method(_ name: String) -> MethodDescription? { methodsByName[name] }
    package func error(_ name: String) -> ErrorDescription? { errorsByName[name] }
}
