package import Scenarios

/// Everything that is wrong with a configuration, so that it can be put right in one go.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        package let file: String
        package let line: Int
        package let column: Int
        /// The path of keys, such as `release.persons`; empty for the file itself.
        package let field: String
        package let message: String
        package let suggestion: String?

        package init(file: String, _ problem: DocumentProblem) {
            self.file = file
            line = problem.position.line
            column = problem.position.column
            field = problem.field
            message = problem.message
            suggestion = problem.suggestion
        }

        /// `FILE:LINE:COLUMN: FIELD: what is wrong. What to write`: editors jump to such lines.
        package var description: String {
            let subject = field.isEmpty ? "" : "\(field): "
            return "\(file):\(line):\(column): \(subject)\(message)" + (suggestion.map { ". \($0)" } ?? "")
        }
    }

    package let problems: [Problem]

    package init(file: String, _ problems: [DocumentProblem]) {
        self.problems = problems.sorted { $0.position < $1.position }.map { Problem(file: file, $0) }
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
