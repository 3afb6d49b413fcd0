import CrisisModel
import Varlink

/// Version 1.1 of X's interface, which archives and older gateways still speak.
extension XReader {
    /// A search (`statuses`), a timeline, or one status.
    package static func firstVersion(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        let document = try Fields.document(bytes)
        var page = ReadPage()
        if case .object = document {
            let fields = try Fields(document, path: "")
            if let error = try fields.array("errors")?.first {
                throw ReadingError(.answered(PlainText.label(error["message"]?.stringValue ?? "an error")))
            }
            guard let found = try fields.array("statuses") else {
                page.posts.append(try firstVersionPost(fields))
                return page
            }
            page.readAll(found, at: "statuses", firstVersionPost)
            page.newest = try fields.ifFields("search_metadata")?.ifIdentifier("max_id_str")
        } else {
            page.readAll(try Fields.array(document, at: ""), at: "", firstVersionPost)
            page.newest = page.posts.first?.id
        }
        return page
    }

    private static func firstVersionPost(_ fields: Fields) throws(ReadingError) -> ReadPost {
        let id = try exactIdentifier(fields, "id")
        var post = ReadPost(id: id)
        (post.text, post.isCut) = try firstVersionText(fields)
        if let user = try fields.fields("user") {
            var author = ReadAuthor(id: try exactIdentifier(user, "id"))
            author.handle = user.label("screen_name")
            author.name = user.label("name")
            author.link = author.handle.flatMap { WebLink.checked("https://x.com/\($0)") }
            author.followers = user.count("followers_count")
            post.author = author
            post.visibility = user.flag("protected") ? .followers : .everyone
        }
        post.link = WebLink.checked("https://x.com/\(post.author?.handle ?? "i")/status/\(id)")
        post.language = fields.label("lang").flatMap { $0 == "und" ? nil : $0 }
        post.created = try firstVersionTime(fields) ?? time(of: id)
        if let original = try fields.fields("retweeted_status") {
            post.reshareOf = ReadReference(id: try exactIdentifier(original, "id"))
            (post.text, post.isCut) = try firstVersionText(original)
        }
        if fields["quoted_status_id_str"] != nil {
            post.quoteOf = ReadReference(id: try fields.identifier("quoted_status_id_str"))
        }
        if fields["in_reply_to_status_id_str"] != nil {
            post.inReplyTo = ReadReference(id: try fields.identifier("in_reply_to_status_id_str"))
        }
        return post
    }

    private static func exactIdentifier(_ fields: Fields, _ key: String) throws(ReadingError) -> String {
        if let text = try fields.ifIdentifier(key + "_str") { return text }
        return try fields.identifier(key)
    }

    private static func firstVersionText(
        _ fields: Fields
    ) throws(ReadingError) -> (text: String, isCut: Bool) {
        if let whole = try fields.ifFields("extended_tweet")?.text("full_text") {
            return HTMLText.resolvingEntities(whole)
        }
        guard let text = try fields.text("full_text", "text") else { throw fields.failure(.missing, "text") }
        return HTMLText.resolvingEntities(text)
    }

    private static func firstVersionTime(_ fields: Fields) throws(ReadingError) -> EventTime? {
        guard let text = try fields.text("created_at") else { return nil }
        do throws(EventTime.ParseFailure) {
            return try NetworkTime.unixDate(text)
        } catch {
            throw fields.failure(.badTime(error.rawValue), "created_at")
        }
    }
}
