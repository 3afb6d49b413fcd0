/// What is wrong in a document, where, and what to write instead.
package struct DocumentProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: DocumentPosition
    /// The path of keys, such as `release.persons`; empty for the document itself.
    package let field: String
    package let message: String
    package let suggestion: String?

    package init(at position: DocumentPosition, field: String, _ message: String, suggestion: String? = nil) {
        self.position = position
        self.field = field
        self.message = message
        self.suggestion = suggestion
    }

    /// Without the file's name: whoever knows it puts it in front.
    package var description: String {
        let place = "\(position.line):\(position.column): "
        let subject = field.isEmpty ? "" : "\(field): "
        return place + subject + message + (suggestion.map { ". \($0)" } ?? "")
    }
}
