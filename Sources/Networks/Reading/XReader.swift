import CrisisModel
import Varlink

/// Answers of X, version 2 of its interface: posts in `data`, whom and what they speak of in `includes`.
///
/// `includes` is there only when `expansions` was asked for; without it posts have no author's name and reshares are cut.
package enum XReader {
    package static func posts(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        let fields = try Fields(try Fields.document(bytes), path: "")
        var page = ReadPage()
        let errors = try fields.array("errors") ?? []
        for (index, error) in errors.enumerated() {
            let words =
                error["detail"]?.stringValue ?? error["message"]?.stringValue ?? "an error without words"
            page.refused.append(ReadingError(.answered(PlainText.label(words)), at: "errors[\(index)]"))
        }
        let meta = fields.ifFields("meta")
        page.next = meta?.label("next_token")
        page.newest = try meta?.ifIdentifier("newest_id")
        let included = try Included(fields)
        switch fields["data"] {
        case .object?: page.posts.append(try post(try fields.required("data"), included))
        case .some(let data):
            page.readAll(try Fields.array(data, at: "data"), at: "data") { fields throws(ReadingError) in
                try post(fields, included)
            }
        case nil where !errors.isEmpty || meta?.count("result_count") == 0: break
        case nil:
            // A refusal as a whole has no data, but a title and its details.
            if let words = fields.label("detail") ?? fields.label("title") {
                throw ReadingError(.answered(words))
            }
            throw fields.failure(.missing, "data")
        }
        return page
    }

    /// Identifiers of X begin with their time: milliseconds since 2010-11-04T01:42:54.657Z, above 22 bits. Those from before
    /// are too small to hold one.
    static func time(of id: String) -> EventTime? {
        guard let number = Int64(id), number >= 30_000_000_000 else { return nil }
        return NetworkTime.milliseconds((number >> 22) + 1_288_834_974_657)
    }

    private struct Included {
        var users: [String: ReadAuthor] = [:]
        var texts: [String: (text: String, isCut: Bool)] = [:]

        init(_ fields: Fields) throws(ReadingError) {
            guard let includes = fields.ifFields("includes") else { return }
            for user in try includes.array("users") ?? [] {
                guard let user = try? Fields(user, path: ""), let author = try? XReader.author(user) else {
                    continue
                }
                users[author.id] = author
            }
            for post in try includes.array("tweets") ?? [] {
                guard let post = try? Fields(post, path: ""), let id = try? post.identifier("id"),
                    let text = try? XReader.text(post)
                else { continue }
                texts[id] = text
            }
        }
    }

    private static func post(_ fields: Fields, _ included: Included) throws(ReadingError) -> ReadPost {
        let id = try fields.identifier("id")
        var post = ReadPost(id: id)
        (post.text, post.isCut) = try text(fields)
        if let author = try fields.ifIdentifier("author_id") {
            post.author = included.users[author] ?? ReadAuthor(id: author)
        }
        post.link = WebLink.checked("https://x.com/\(post.author?.handle ?? "i")/status/\(id)")
        post.language = fields.label("lang").flatMap { $0 == "und" ? nil : $0 }
        post.created = try fields.time("created_at") ?? time(of: id)
        let versions = try fields.array("edit_history_tweet_ids") ?? []
        if let first = versions.first?.stringValue, first != id {
            post.replaces = first
            post.edited = post.created
            post.created = time(of: first) ?? post.created
        }
        for (index, value) in (try fields.array("referenced_tweets") ?? []).enumerated() {
            let reference = try Fields(value, path: fields.place("referenced_tweets[\(index)]"))
            let id = try reference.identifier("id")
            switch try reference.text("type") {
            case "retweeted":
                post.reshareOf = ReadReference(id: id)
                // A reshare's own text is cut by the network; the original's is whole.
                if let original = included.texts[id] { (post.text, post.isCut) = original }
            case "quoted": post.quoteOf = ReadReference(id: id)
            case "replied_to": post.inReplyTo = ReadReference(id: id)
            default: break
            }
        }
        post.visibility = .everyone
        return post
    }

    private static func text(_ fields: Fields) throws(ReadingError) -> (text: String, isCut: Bool) {
        // What is longer than 280 characters stands whole in the note only.
        if let note = fields.ifFields("note_tweet"), let text = try note.text("text") {
            return HTMLText.resolvingEntities(text)
        }
        guard let text = try fields.text("text") else { throw fields.failure(.missing, "text") }
        return HTMLText.resolvingEntities(text)
    }

    private static func author(_ fields: Fields) throws(ReadingError) -> ReadAuthor {
        var author = ReadAuthor(id: try fields.identifier("id"))
        author.handle = fields.label("username")
        author.name = fields.label("name")
        author.link = author.handle.flatMap { WebLink.checked("https://x.com/\($0)") }
        author.followers = fields.ifFields("public_metrics")?.count("followers_count")
        return author
    }
}
