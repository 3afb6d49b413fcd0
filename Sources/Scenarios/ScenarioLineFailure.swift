/// Why a line is no event.
package struct ScenarioLineFailure: Error, Hashable, Sendable {
    package let field: String
    package let reason: String

    package init(field: String, reason: String) {
        self.field = field
        self.reason = reason
    }
}
