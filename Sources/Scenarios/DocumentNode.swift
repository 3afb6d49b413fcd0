/// A document as its author wrote it: texts, lists and maps, each with its place. What reads YAML makes it, so that
/// this module knows documents without knowing YAML.
package struct DocumentNode: Hashable, Sendable {
    package indirect enum Content: Hashable, Sendable {
        /// `quoted` tells `"true"`, a text, from `true`.
        case scalar(String, quoted: Bool)
        case list([DocumentNode])
        case map([Entry])
    }

    package struct Entry: Hashable, Sendable {
        package let key: String
        package let position: DocumentPosition
        package let value: DocumentNode

        package init(key: String, position: DocumentPosition, value: DocumentNode) {
            self.key = key
            self.position = position
            self.value = value
        }
    }

    package let position: DocumentPosition
    package let content: Content

    package init(_ content: Content, at position: DocumentPosition) {
        self.position = position
        self.content = content
    }

    /// Nothing was written: an empty value, `~` or `null`.
    package var isEmpty: Bool {
        if case .scalar(let text, quoted: false) = content { return ["", "~", "null"].contains(text) }
        return false
    }

    package var kindName: String {
        switch content {
        case .scalar: isEmpty ? "nothing" : "a single value"
        case .list: "a list"
        case .map: "a map of keys"
        }
    }
}
