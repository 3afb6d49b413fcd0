package import CrisisModel

/// Reads values out of a document and gathers everything that is wrong with it, so that its author sees all of it
/// at once. It never stops at the first problem and never traps on any document.
package struct DocumentReader: Sendable {
    package private(set) var problems: [DocumentProblem] = []

    package init() {}

    package mutating func report(
        _ position: DocumentPosition, _ field: String, _ message: String, suggestion: String? = nil
    ) {
        guard problems.count < DocumentLimits.problemsMax else { return }
        if problems.count == DocumentLimits.problemsMax - 1 {
            problems.append(DocumentProblem(at: position, field: "", "there are more problems from here on"))
        } else {
            problems.append(DocumentProblem(at: position, field: field, message, suggestion: suggestion))
        }
    }

    /// The values by key. Unknown keys, and keys given twice, are problems.
    package mutating func map(
        _ node: DocumentNode, _ field: String, keys: [String]
    ) -> [String: DocumentNode] {
        guard case .map(let entries) = node.content else {
            if !node.isEmpty { wrongType(node, field, "a map with the keys \(keys.joined(separator: ", "))") }
            return [:]
        }
        var values: [String: DocumentNode] = [:]
        for entry in entries {
            let path = Self.join(field, Self.shown(entry.key))
            guard keys.contains(entry.key) else {
                let near = NearestName.find(entry.key, among: keys)
                let known = "Known keys: \(keys.joined(separator: ", "))"
                report(
                    entry.position, path, "is no key that is known here",
                    suggestion: near.map { "Did you mean \($0)?" } ?? known
                )
                continue
            }
            if values.updateValue(entry.value, forKey: entry.key) != nil {
                report(entry.position, path, "is given more than once", suggestion: "Keep one of them")
            }
        }
        return values
    }

    package mutating func list(_ node: DocumentNode, _ field: String, atMost countMax: Int) -> [DocumentNode]
    {
        guard case .list(let items) = node.content else {
            if !node.isEmpty { wrongType(node, field, "a list, one item a line that begins with a dash") }
            return []
        }
        guard items.count <= countMax else {
            report(node.position, field, "has \(items.count) items; at most \(countMax) are allowed")
            return Array(items.prefix(countMax))
        }
        return items
    }

    package mutating func text(_ node: DocumentNode, _ field: String, bytesMax: Int) -> String? {
        guard case .scalar(let text, _) = node.content, !node.isEmpty else {
            wrongType(node, field, "a text")
            return nil
        }
        guard !text.isEmpty, !text.utf8.allSatisfy({ $0 == 0x20 }) else {
            report(node.position, field, "is empty")
            return nil
        }
        guard text.utf8.count <= bytesMax else {
            report(node.position, field, "is \(text.utf8.count) bytes long; at most \(bytesMax) are allowed")
            return nil
        }
        guard !text.unicodeScalars.contains(where: Self.isControl) else {
            report(
                node.position, field, "holds a control character or spans lines",
                suggestion: "Write it on one line")
            return nil
        }
        return text
    }

    package mutating func integer(_ node: DocumentNode, _ field: String, in range: ClosedRange<Int64>)
        -> Int64?
    {
        guard case .scalar(let text, quoted: false) = node.content, let value = Int64(text),
            !text.hasPrefix("+")
        else {
            wrongType(
                node, field, "a whole number from \(range.lowerBound) to \(range.upperBound), without quotes")
            return nil
        }
        guard range.contains(value) else {
            let bounds = "from \(range.lowerBound) to \(range.upperBound)"
            report(node.position, field, "is \(value); it must be \(bounds)")
            return nil
        }
        return value
    }

    package mutating func flag(_ node: DocumentNode, _ field: String) -> Bool? {
        switch node.content {
        case .scalar("true", quoted: false): return true
        case .scalar("false", quoted: false): return false
        default:
            wrongType(node, field, "true or false, without quotes")
            return nil
        }
    }

    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: DocumentNode, _ field: String, as type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        guard case .scalar(let text, _) = node.content, !node.isEmpty else {
            wrongType(node, field, "one of \(words.joined(separator: ", "))")
            return nil
        }
        guard let value = Choice(rawValue: text) else {
            report(
                node.position, field, "\"\(Self.shown(text))\" is none of \(words.joined(separator: ", "))",
                suggestion: NearestName.find(text, among: words).map { "Did you mean \($0)?" }
            )
            return nil
        }
        return value
    }

    /// A name of ours: short, printable, safe in a file name and on a command line.
    package mutating func name<Subject>(
        _ node: DocumentNode, _ field: String, of subject: Subject.Type = Subject.self
    ) -> Identifier<Subject>? {
        guard let text = text(node, field, bytesMax: IdentifierLimits.bytesMax) else { return nil }
        do throws(IdentifierFailure) {
            return try Identifier(validating: text)
        } catch {
            report(node.position, field, error.description)
            return nil
        }
    }

    package mutating func time(_ node: DocumentNode, _ field: String) -> EventTime? {
        guard let text = text(node, field, bytesMax: 40) else { return nil }
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text)
        } catch {
            report(node.position, field, "\"\(Self.shown(text))\": \(error.rawValue)")
            return nil
        }
    }

    package mutating func missing(_ key: String, in node: DocumentNode, _ field: String) {
        report(node.position, Self.join(field, key), "is missing")
    }

    private mutating func wrongType(_ node: DocumentNode, _ field: String, _ expected: String) {
        var found = node.kindName
        if case .scalar(let text, let quoted) = node.content, !node.isEmpty {
            found = quoted ? "the text \"\(Self.shown(text))\"" : Self.shown(text)
        }
        report(node.position, field, "must be \(expected), and is \(found)")
    }

    package static func join(_ field: String, _ key: String) -> String {
        field.isEmpty ? key : "\(field).\(key)"
    }

    /// What a message may repeat of a foreign text: short, and nothing that moves a cursor.
    package static func shown(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            guard result.utf8.count < DocumentLimits.shownBytesMax else { return result + "..." }
            result.unicodeScalars.append(isControl(scalar) ? "?" : scalar)
        }
        return result
    }

    /// Control characters of both sets, and those that turn the direction of writing round.
    package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
