/// Why no drill can be made of this.
package struct DrillMakerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case nothing
        case tooMany = "too-many"
        case badPost = "bad-post"
        case badMention = "bad-mention"
        case outsideTheClock = "outside-the-clock"
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { detail }
}
