import CrisisModel
import Varlink

/// Answers of Bluesky's `app.bsky` queries. A post's identifier is its `at://` address.
package enum BlueskyReader {
    /// `app.bsky.feed.searchPosts` and `app.bsky.feed.getPosts`.
    package static func posts(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        let fields = try answer(bytes)
        var page = ReadPage()
        page.readAll(try fields.requiredArray("posts"), at: "posts", post)
        page.next = fields.label("cursor")
        return page
    }

    /// `app.bsky.feed.getAuthorFeed` and the other feeds.
    package static func feed(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        let fields = try answer(bytes)
        var page = ReadPage()
        page.readAll(try fields.requiredArray("feed"), at: "feed", entry)
        page.next = fields.label("cursor")
        return page
    }

    /// `app.bsky.notification.listNotifications`.
    package static func notifications(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        let fields = try answer(bytes)
        var page = ReadPage()
        page.readAll(try fields.requiredArray("notifications"), at: "notifications", notification)
        page.next = fields.label("cursor")
        return page
    }

    private static func answer(_ bytes: [UInt8]) throws(ReadingError) -> Fields {
        let fields = try Fields(try Fields.document(bytes), path: "")
        if let name = fields.label("error") {
            let words = fields.label("message").map { "\(name): \($0)" } ?? name
            throw ReadingError(.answered(words))
        }
        return fields
    }

    private static func post(_ fields: Fields) throws(ReadingError) -> ReadPost {
        let uri = try fields.identifier("uri")
        let record = try fields.required("record")
        var post = try BlueskyRecord.post(record, uri: uri, seen: try fields.time("indexedAt"))
        let author = try author(try fields.required("author"))
        post.author = author
        post.link = BlueskyRecord.link(uri: uri, handle: author.handle)
        return post
    }

    private static func entry(_ fields: Fields) throws(ReadingError) -> ReadPost? {
        let original = try post(try fields.required("post"))
        guard let reason = fields.ifFields("reason"),
            reason["$type"]?.stringValue == "app.bsky.feed.defs#reasonRepost"
        else { return original }
        let author = try author(try reason.required("by"))
        // Older servers do not tell the repost's own address.
        let own = try reason.ifIdentifier("uri")
        var reshare = ReadPost(id: own ?? "\(original.id)?repostedBy=\(author.id)", text: original.text)
        reshare.uri = own
        reshare.isCut = original.isCut
        reshare.language = original.language
        reshare.author = author
        reshare.created = try reason.time("indexedAt")
        reshare.link = original.link
        reshare.reshareOf = ReadReference(id: original.id, uri: original.uri)
        reshare.visibility = .everyone
        return reshare
    }

    private static func notification(_ fields: Fields) throws(ReadingError) -> ReadPost? {
        let uri = try fields.identifier("uri")
        let seen = try fields.time("indexedAt")
        let record = try fields.required("record")
        guard var post = try BlueskyRecord.read(record, uri: uri, seen: seen) else { return nil }
        let author = try author(try fields.required("author"))
        post.author = author
        if post.reshareOf == nil { post.link = BlueskyRecord.link(uri: uri, handle: author.handle) }
        return post
    }

    private static func author(_ fields: Fields) throws(ReadingError) -> ReadAuthor {
        var author = ReadAuthor(id: try fields.identifier("did"))
        // What the server writes when the handle does not lead back to the account.
        author.handle = fields.label("handle").flatMap { $0 == "handle.invalid" ? nil : $0 }
        author.name = fields.label("displayName")
        author.link = WebLink.checked("https://bsky.app/profile/\(author.handle ?? author.id)")
        author.followers = fields.count("followersCount")
        return author
    }
}

/// The records that posts and reposts are, in queries and in the stream alike.
enum BlueskyRecord {
    /// Nil for likes, follows and whatever else people keep.
    static func read(_ record: Fields, uri: String, seen: EventTime?) throws(ReadingError) -> ReadPost? {
        switch collection(of: uri) {
        case "app.bsky.feed.post": return try post(record, uri: uri, seen: seen)
        case "app.bsky.feed.repost":
            var post = ReadPost(id: uri)
            post.uri = uri
            let subject = try record.required("subject").identifier("uri")
            post.reshareOf = ReadReference(id: subject, uri: subject)
            post.created = created(record, seen: seen)
            post.visibility = .everyone
            return post
        default: return nil
        }
    }

    static func post(_ record: Fields, uri: String, seen: EventTime?) throws(ReadingError) -> ReadPost {
        var post = ReadPost(id: uri)
        post.uri = uri
        guard let text = try record.text("text") else { throw record.failure(.missing, "text") }
        (post.text, post.isCut) = PlainText.bounded(text)
        post.language = record["langs"]?.arrayValue?.first?.stringValue.map(PlainText.label)
        post.created = created(record, seen: seen)
        if let parent = try record.fields("reply")?.fields("parent") {
            let parent = try parent.identifier("uri")
            post.inReplyTo = ReadReference(id: parent, uri: parent)
        }
        if let quoted = quoted(record) { post.quoteOf = ReadReference(id: quoted, uri: quoted) }
        post.visibility = .everyone
        return post
    }

    static func link(uri: String, handle: String?) -> String? {
        let parts = uri.split(separator: "/")
        guard parts.count == 4, parts[0] == "at:", parts[2] == "app.bsky.feed.post" else { return nil }
        return WebLink.checked("https://bsky.app/profile/\(handle ?? String(parts[1]))/post/\(parts[3])")
    }

    /// Authors write `createdAt` themselves. As Bluesky sorts it: never later than a server first saw the post.
    private static func created(_ record: Fields, seen: EventTime?) -> EventTime? {
        let claimed = (try? record.time("createdAt")).flatMap { $0 }
        guard let claimed, let seen else { return claimed ?? seen }
        return min(claimed, seen)
    }

    private static func quoted(_ record: Fields) -> String? {
        guard let embed = record.ifFields("embed") else { return nil }
        switch embed["$type"]?.stringValue {
        case "app.bsky.embed.record": return embed["record"]?["uri"]?.stringValue
        case "app.bsky.embed.recordWithMedia": return embed["record"]?["record"]?["uri"]?.stringValue
        default: return nil
        }
    }

    private static func collection(of uri: String) -> Substring? {
        let parts = uri.split(separator: "/")
        return parts.count == 4 && parts[0] == "at:" ? parts[2] : nil
    }
}
