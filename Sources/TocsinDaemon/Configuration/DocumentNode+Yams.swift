import Scenarios
import Yams

extension DocumentPosition {
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }
}

extension DocumentNode {
    /// `within` is the place of the surrounding node, for the rare node that has none of its own.
    init(_ node: Node, within: DocumentPosition, depth: Int) throws(DocumentProblem) {
        let position = node.mark.map { DocumentPosition($0) } ?? within
        guard depth < DocumentLimits.depthMax else {
            throw DocumentProblem(
                at: position, field: "", "is nested deeper than \(DocumentLimits.depthMax) levels"
            )
        }
        // An alias yields the very node that it points at, anchor and all: refusing anchors refuses both.
        guard node.anchor == nil else {
            throw DocumentProblem(
                at: position, field: "", "anchors (&name) and aliases (*name) are not allowed here",
                suggestion: "Write the value out, or put it into quotes if it is a text"
            )
        }
        switch node {
        case .scalar(let scalar):
            let quoted = scalar.style != .plain && scalar.style != .any
            self.init(.scalar(scalar.string, quoted: quoted), at: position)
        case .sequence(let sequence):
            var items: [DocumentNode] = []
            for item in sequence {
                items.append(try DocumentNode(item, within: position, depth: depth + 1))
            }
            self.init(.list(items), at: position)
        case .mapping(let mapping):
            self.init(.map(try Self.entries(mapping, within: position, depth: depth)), at: position)
        case .alias:
            throw DocumentProblem(at: position, field: "", "aliases are not allowed here")
        }
    }

    private static func entries(
        _ mapping: Node.Mapping, within: DocumentPosition, depth: Int
    ) throws(DocumentProblem) -> [Entry] {
        var entries: [Entry] = []
        for (key, value) in mapping {
            let position = key.mark.map { DocumentPosition($0) } ?? within
            guard case .scalar(let scalar) = key else {
                throw DocumentProblem(at: position, field: "", "a key must be a single word")
            }
            guard key.anchor == nil else {
                throw DocumentProblem(
                    at: position, field: "", "anchors (&name) and aliases (*name) are not allowed here")
            }
            let node = try DocumentNode(value, within: position, depth: depth + 1)
            entries.append(Entry(key: scalar.string, position: position, value: node))
        }
        return entries
    }
}
