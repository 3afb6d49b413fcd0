/// What is wrong with an answer, in words that go into a record: it names fields, and shows nothing of their contents.
struct MastodonError: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
