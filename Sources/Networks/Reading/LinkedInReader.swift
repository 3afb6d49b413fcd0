import CrisisModel
import Varlink

/// Answers of LinkedIn's interface for organisations: the posts of a page and the comments below them. Written after its
/// published reference. There is no search for what others say elsewhere.
package enum LinkedInReader {
    package static func comments(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        try page(bytes, comment)
    }

    package static func posts(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        try page(bytes, post)
    }

    private static func page(
        _ bytes: [UInt8], _ entry: (Fields) throws(ReadingError) -> ReadPost
    ) throws(ReadingError) -> ReadPage {
        let fields = try Fields(try Fields.document(bytes), path: "")
        if fields["status"]?.integerValue != nil, let words = fields.label("message") {
            throw ReadingError(.answered(words))
        }
        var page = ReadPage()
        page.readAll(try fields.requiredArray("elements"), at: "elements", entry)
        return page
    }

    private static func comment(_ fields: Fields) throws(ReadingError) -> ReadPost {
        var post = ReadPost(id: try fields.identifier("id"))
        post.uri = try fields.ifIdentifier("commentUrn", "$URN")
        post.author = ReadAuthor(id: try fields.identifier("actor"))
        let text = try fields.fields("message")?.text("text") ?? ""
        (post.text, post.isCut) = PlainText.bounded(text)
        post.created = try fields.fields("created")?.milliseconds("time")
        if let changed = try fields.fields("lastModified")?.milliseconds("time"), changed != post.created {
            post.edited = changed
        }
        let parent = try fields.ifIdentifier("parentComment", "object")
        post.inReplyTo = parent.map { ReadReference(uri: $0) }
        return post
    }

    private static func post(_ fields: Fields) throws(ReadingError) -> ReadPost {
        let id = try fields.identifier("id")
        var post = ReadPost(id: id)
        post.uri = id
        post.link = WebLink.checked("https://www.linkedin.com/feed/update/\(id)")
        post.author = ReadAuthor(id: try fields.identifier("author"))
        (post.text, post.isCut) = PlainText.bounded(unmarked(try fields.text("commentary") ?? ""))
        let written = try fields.milliseconds("createdAt")
        post.created = try fields.milliseconds("publishedAt") ?? written
        // Publishing changes a post too; only this says that its author did.
        if fields.ifFields("lifecycleStateInfo")?.flag("isEditedByAuthor") == true {
            post.edited = try fields.milliseconds("lastModifiedAt")
        }
        if let parent = try fields.fields("reshareContext")?.identifier("parent") {
            post.reshareOf = ReadReference(id: parent, uri: parent)
        }
        switch fields["visibility"]?.stringValue {
        case "PUBLIC": post.visibility = .everyone
        case "CONNECTIONS", "LOGGED_IN": post.visibility = .followers
        default: break
        }
        return post
    }

    /// Their little text format: `@[Name](urn)` for a mention, `{hashtag|\#|word}`, a backslash before what would be markup.
    static func unmarked(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let character = rest.first {
            if character == "\\", rest.count > 1 {
                plain.append(rest[rest.index(after: rest.startIndex)])
                rest = rest.dropFirst(2)
            } else if let match = rest.prefixMatch(of: /@\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/) {
                plain += match.1.replacing("\\", with: "")
                rest = rest[match.range.upperBound...]
            } else if let match = rest.prefixMatch(of: /\{hashtag\|\\?#\|([^}|]*)\}/) {
                plain += "#" + match.1.replacing("\\", with: "")
                rest = rest[match.range.upperBound...]
            } else {
                plain.append(character)
                rest = rest.dropFirst()
            }
        }
        return plain
    }
}
