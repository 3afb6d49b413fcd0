package import CrisisModel
import Varlink

/// A post as a network tells it, ours or somebody else's: text without markup, identifiers as texts.
///
/// What the network does not say is nil. Whether the author is one of our accounts is for the caller to know.
package struct ReadPost: Hashable, Sendable {
    /// The network's own identifier, unique on the server that was asked.
    package var id: String
    /// The same on every server that knows the post, where the network has such a name.
    package var uri: String?
    /// Where people see it.
    package var link: String?
    /// Nil where the answer names none, as X does unless authors are asked for.
    package var author: ReadAuthor?
    package var text: String
    /// The text was longer than `ReadingLimits.textBytesMax`.
    package var isCut = false
    package var language: String?
    /// When its author posted it, or made the reshare.
    package var created: EventTime?
    /// When it was last changed.
    package var edited: EventTime?
    package var reshareOf: ReadReference?
    package var quoteOf: ReadReference?
    package var inReplyTo: ReadReference?
    /// On networks that give an edited post a new identifier: the first one.
    package var replaces: String?
    /// The network says that it is gone; then it has no text.
    package var isDeleted = false
    package var visibility: ReadVisibility?

    package init(id: String, text: String = "") {
        self.id = id
        self.text = text
    }
}

package struct ReadAuthor: Hashable, Sendable {
    package var id: String
    package var handle: String?
    package var name: String?
    package var link: String?
    /// How many follow the author: whom a post may reach.
    package var followers: Int64?

    package init(id: String) { self.id = id }
}

/// Another post that a post speaks of. Networks name it in one way or the other, seldom in both.
package struct ReadReference: Hashable, Sendable {
    package var id: String?
    package var uri: String?

    package init(id: String? = nil, uri: String? = nil) {
        self.id = id
        self.uri = uri
    }
}

package enum ReadVisibility: String, Hashable, Sendable {
    case everyone, unlisted, followers, direct
}

/// One answer of a network. An entry that cannot be read does not take the others with it.
package struct ReadPage: Hashable, Sendable {
    package var posts: [ReadPost] = []
    /// Entries that were left out, and why. A caller reports them; they are never silently dropped.
    package var refused: [ReadingError] = []
    /// Entries that are no posts: likes, follows, advertisements.
    package var ignored = 0
    /// What to ask for to get the entries before these.
    package var next: String?
    /// What to ask from next time: the newest entry, as the network numbers them.
    package var newest: String?
    /// The last entry's own number, readable or not, where older ones are asked for by it.
    package var oldest: String?

    package init() {}

    /// However they were read.
    package var entries: Int { posts.count + refused.count + ignored }

    mutating func read(
        _ value: JSONValue, at path: String, _ body: (Fields) throws(ReadingError) -> ReadPost?
    ) {
        // What is left of an entry that was no JSON, and never what a network means.
        guard !value.isNull else {
            refused.append(ReadingError(.badDocument("the entry is not the JSON that is accepted"), at: path))
            return
        }
        do throws(ReadingError) {
            if let post = try body(try Fields(value, path: "")) { posts.append(post) } else { ignored += 1 }
        } catch {
            refused.append(error.inside(path))
        }
    }

    mutating func readAll(
        _ values: [JSONValue], at path: String, _ body: (Fields) throws(ReadingError) -> ReadPost?
    ) {
        for (index, value) in values.enumerated() { read(value, at: "\(path)[\(index)]", body) }
    }
}
