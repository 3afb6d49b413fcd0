/// Whether one expectation held: what was expected, what happened, and the events that show it.
package struct ExpectationResult: Hashable, Sendable, CustomStringConvertible {
    /// In `expect.yaml`.
    package let position: DocumentPosition
    package let name: String
    package let held: Bool
    package let expected: String
    package let happened: String
    /// Sequences in the log.
    package let evidence: [UInt64]

    package init(
        position: DocumentPosition, name: String, held: Bool, expected: String, happened: String,
        evidence: [UInt64]
    ) {
        self.position = position
        self.name = name
        self.held = held
        self.expected = expected
        self.happened = happened
        self.evidence = evidence
    }

    package var description: String {
        "\(held ? "held" : "FAILED") (line \(position.line)): expected \(expected); \(happened)"
    }
}
