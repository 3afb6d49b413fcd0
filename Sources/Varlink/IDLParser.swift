/// Reads an interface description by the whole grammar of the language, and refuses what only fails later:
/// names used twice, types that do not exist, field names that are keywords.
struct IDLParser {
    static let keywords: Set<String> = [
        "interface", "type", "method", "error", "bool", "int", "float", "string", "object",
    ]

    private struct Reference {
        let name: String
        let line: Int
        let column: Int
    }

    private let text: String
    private let allowsKeywordFields: Bool
    private var lexer: IDLLexer
    private var token: IDLToken
    private var references: [Reference] = []
    private var depth = 0

    init(_ text: String, allowingKeywordFields: Bool) throws(IDLError) {
        self.text = text
        allowsKeywordFields = allowingKeywordFields
        lexer = IDLLexer(text)
        token = try lexer.next()
    }

    mutating func interface() throws(IDLError) -> InterfaceDescription {
        let documentation = token.documentation
        try expectWord("interface")
        let name = try word("the name of the interface")
        guard Self.isInterfaceName(name.word) else {
            throw failure("'\(name.word)' is no interface name such as org.example.more", name.token)
        }
        var types: [NamedType] = []
        var methods: [MethodDescription] = []
        var errors: [ErrorDescription] = []
        var seen: Set<String> = []
        while token.kind != .end {
            let keyword = token
            switch token.kind {
            case .word("type"):
                let member = try memberName(&seen)
                let type = try structureOrEnumeration()
                types.append(NamedType(name: member, documentation: keyword.documentation, type: type))
            case .word("method"):
                let member = try memberName(&seen)
                let input = try structure()
                try expectSymbol("->")
                let output = try structure()
                methods.append(
                    MethodDescription(
                        name: member, documentation: keyword.documentation, input: input, output: output,
                        more: MoreSupport(documentation: keyword.documentation)))
            case .word("error"):
                let member = try memberName(&seen)
                // Old files leave out the parentheses of an error without fields.
                let hasFields = token.kind == .symbol("(")
                let fields = hasFields ? try structure() : StructType(fields: [])
                errors.append(
                    ErrorDescription(name: member, documentation: keyword.documentation, fields: fields))
            default:
                throw failure("expected 'type', 'method' or 'error', found \(token.shown)", token)
            }
        }
        let known = Set(types.map(\.name))
        for reference in references where !known.contains(reference.name) {
            throw IDLError(
                line: reference.line, column: reference.column, reason: "there is no type '\(reference.name)'"
            )
        }
        return InterfaceDescription(
            name: name.word, documentation: documentation, text: text, types: types, methods: methods,
            errors: errors)
    }

    private func failure(_ reason: String, _ token: IDLToken) -> IDLError {
        IDLError(line: token.line, column: token.column, reason: reason)
    }

    private mutating func advance() throws(IDLError) { token = try lexer.next() }

    private mutating func word(_ what: String) throws(IDLError) -> (word: String, token: IDLToken) {
        guard case .word(let word) = token.kind else {
            throw failure("expected \(what), found \(token.shown)", token)
        }
        let found = token
        try advance()
        return (word, found)
    }

    private mutating func expectWord(_ word: String) throws(IDLError) {
        guard token.kind == .word(word) else {
            throw failure("expected '\(word)', found \(token.shown)", token)
        }
        try advance()
    }

    private mutating func expectSymbol(_ symbol: String) throws(IDLError) {
        guard token.kind == .symbol(symbol) else {
            throw failure("expected '\(symbol)', found \(token.shown)", token)
        }
        try advance()
    }

    private mutating func memberName(_ seen: inout Set<String>) throws(IDLError) -> String {
        try advance()
        let name = try word("a name")
        guard Self.isMemberName(name.word) else {
            throw failure("'\(name.word)' is no name: a capital letter, then letters and digits", name.token)
        }
        guard seen.insert(name.word).inserted else {
            throw failure("'\(name.word)' is declared a second time", name.token)
        }
        return name.word
    }

    private mutating func structure() throws(IDLError) -> StructType {
        let opening = token
        guard case .structure(let structure) = try structureOrEnumeration() else {
            throw failure("fields are written as 'name: type'", opening)
        }
        return structure
    }

    /// Both begin with a parenthesis; what follows the first name tells them apart.
    private mutating func structureOrEnumeration() throws(IDLError) -> TypeExpression {
        let opening = token
        try expectSymbol("(")
        depth += 1
        defer { depth -= 1 }
        guard depth <= InterfaceDescription.typeDepthMax else {
            throw failure("types are nested deeper than \(InterfaceDescription.typeDepthMax)", opening)
        }
        if token.kind == .symbol(")") {
            try advance()
            return .structure(StructType(fields: []))
        }
        var fields: [FieldDescription] = []
        var names: [String] = []
        var seen: Set<String> = []
        while true {
            let documentation = token.documentation
            let name = try word("a name")
            try checkFieldName(name.word, name.token)
            guard seen.insert(name.word).inserted else {
                throw failure("'\(name.word)' is named a second time", name.token)
            }
            let isField = token.kind == .symbol(":")
            guard names.isEmpty || isField == !fields.isEmpty else {
                throw failure(
                    isField ? "expected ',' or ')', found ':'" : "expected ':', found \(token.shown)", token)
            }
            names.append(name.word)
            if isField {
                try advance()
                let type = try typeExpression()
                fields.append(FieldDescription(name: name.word, type: type, documentation: documentation))
            }
            if token.kind == .symbol(")") { break }
            try expectSymbol(",")
        }
        try advance()
        return fields.isEmpty ? .enumeration(names) : .structure(StructType(fields: fields))
    }

    private func checkFieldName(_ name: String, _ token: IDLToken) throws(IDLError) {
        guard Self.isFieldName(name) else {
            throw failure("'\(name)' is no field name: a letter, then letters, digits and single '_'", token)
        }
        guard allowsKeywordFields || !Self.keywords.contains(name) else {
            throw failure("'\(name)' is a keyword of the language", token)
        }
    }

    private mutating func typeExpression() throws(IDLError) -> TypeExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= InterfaceDescription.typeDepthMax else {
            throw failure("types are nested deeper than \(InterfaceDescription.typeDepthMax)", token)
        }
        switch token.kind {
        case .symbol("?"):
            try advance()
            guard token.kind != .symbol("?") else { throw failure("a type is nullable once", token) }
            return .nullable(try typeExpression())
        case .symbol("["):
            try advance()
            if token.kind == .symbol("]") {
                try advance()
                return .array(try typeExpression())
            }
            try expectWord("string")
            try expectSymbol("]")
            return .map(try typeExpression())
        case .symbol("("):
            return try structureOrEnumeration()
        default:
            return try namedType()
        }
    }

    private mutating func namedType() throws(IDLError) -> TypeExpression {
        let name = try word("a type")
        switch name.word {
        case "bool": return .bool
        case "int": return .integer
        case "float": return .float
        case "string": return .string
        case "object": return .object
        default:
            guard Self.isMemberName(name.word) else { throw failure("'\(name.word)' is no type", name.token) }
            references.append(
                Reference(name: name.word, line: name.token.line, column: name.token.column))
            return .named(name.word)
        }
    }
}
