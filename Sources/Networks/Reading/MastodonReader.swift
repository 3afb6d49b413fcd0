import Varlink

/// Answers of the client interface of Mastodon, and of the servers that speak it.
package enum MastodonReader {
    /// A timeline, the statuses of an account, a search (`/api/v2/search`) or one status alone.
    package static func statuses(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        let document = try answer(bytes)
        var page = ReadPage()
        if case .object = document {
            let fields = try Fields(document, path: "")
            guard let found = try fields.array("statuses") else {
                page.posts.append(try status(fields))
                return page
            }
            page.readAll(found, at: "statuses", status)
        } else {
            page.readAll(try Fields.array(document, at: ""), at: "", status)
        }
        (page.newest, page.oldest) = ends(of: document)
        return page
    }

    private static func ends(of document: JSONValue) -> (newest: String?, oldest: String?) {
        let entries = (document["statuses"] ?? document).arrayValue ?? []
        // An entry that cannot be read has no number to ask from; its neighbour's will do.
        let numbers = entries.lazy.compactMap { try? Fields($0, path: "").identifier("id") }
        return (numbers.first, numbers.reversed().first)
    }

    /// What concerns the account that asks. `newest` is the number of a notification, not of a status.
    package static func notifications(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        var page = ReadPage()
        let document = try answer(bytes)
        page.readAll(try Fields.array(document, at: ""), at: "", notification)
        (page.newest, page.oldest) = ends(of: document)
        return page
    }

    /// The versions of one status, oldest first. They carry no identifier of their own.
    package static func history(_ bytes: [UInt8], of id: String) throws(ReadingError) -> ReadPage {
        var page = ReadPage()
        for (index, value) in try Fields.array(try answer(bytes), at: "").enumerated() {
            page.read(value, at: "[\(index)]") { fields throws(ReadingError) in
                var post = ReadPost(id: id)
                try readText(fields, into: &post)
                post.author = try author(fields)
                post.created = try fields.time("created_at")
                return post
            }
        }
        let first = page.posts.first?.created
        for index in page.posts.indices.dropFirst() {
            page.posts[index].edited = page.posts[index].created
            page.posts[index].created = first
        }
        return page
    }

    /// A search for accounts, or one account alone.
    package static func accounts(_ bytes: [UInt8]) throws(ReadingError) -> [ReadAuthor] {
        let document = try answer(bytes)
        if case .object = document { return [try account(try Fields(document, path: ""))] }
        var found: [ReadAuthor] = []
        for (index, value) in try Fields.array(document, at: "").enumerated() {
            found.append(try account(try Fields(value, path: "[\(index)]")))
        }
        return found
    }

    private static func answer(_ bytes: [UInt8]) throws(ReadingError) -> JSONValue {
        let document = try Fields.document(bytes)
        if let words = document["error"]?.stringValue {
            throw ReadingError(.answered(PlainText.label(words)))
        }
        return document
    }

    static func status(_ fields: Fields) throws(ReadingError) -> ReadPost {
        var post = ReadPost(id: try fields.identifier("id"))
        post.uri = try fields.ifIdentifier("uri")
        post.link = fields.link("url") ?? post.uri.flatMap(WebLink.checked)
        post.author = try author(fields)
        post.created = try fields.time("created_at")
        post.edited = try fields.time("edited_at")
        post.language = fields.label("language")
        post.visibility = visibility(fields)
        post.inReplyTo = try fields.ifIdentifier("in_reply_to_id").map { ReadReference(id: $0) }
        try readText(fields, into: &post)
        if let original = try fields.fields("reblog") {
            let reference = try reference(original)
            post.reshareOf = reference
            // What the wrapper says of the original's text differs from server to server.
            try readText(original, into: &post)
            // snac gives a reshare the identifier of its original.
            if reference.id == post.id { post.id += "?resharedBy=\(post.author?.id ?? "")" }
        }
        post.quoteOf = try quote(fields)
        return post
    }

    private static func notification(_ fields: Fields) throws(ReadingError) -> ReadPost? {
        let id = try fields.identifier("id")
        guard let kind = try fields.text("type") else { throw fields.failure(.missing, "type") }
        switch kind {
        case "mention", "status", "update", "quote", "quoted_update":
            return try status(try fields.required("status"))
        case "reblog":
            // The reshare's own identifier is not told; the notification's stands for it.
            var post = ReadPost(id: "notification-" + id)
            let original = try fields.required("status")
            post.reshareOf = try reference(original)
            post.author = try author(fields)
            post.created = try fields.time("created_at")
            try readText(original, into: &post)
            return post
        default:
            return nil
        }
    }

    private static func reference(_ fields: Fields) throws(ReadingError) -> ReadReference {
        ReadReference(id: try fields.identifier("id"), uri: try fields.ifIdentifier("uri"))
    }

    private static func quote(_ fields: Fields) throws(ReadingError) -> ReadReference? {
        if let quote = fields.ifFields("quote") {
            if let quoted = quote.ifFields("quoted_status") { return try reference(quoted) }
            if let id = try quote.ifIdentifier("quoted_status_id") { return ReadReference(id: id) }
        }
        return try fields.ifIdentifier("quote_id").map { ReadReference(id: $0) }
    }

    /// A content warning is what readers see first, so it stands first.
    private static func readText(_ fields: Fields, into post: inout ReadPost) throws(ReadingError) {
        let content = HTMLText.read(try fields.text("content") ?? "")
        let warning = PlainText.label(try fields.text("spoiler_text") ?? "")
        post.text = [warning, content.text].filter { !$0.isEmpty }.joined(separator: "\n\n")
        post.isCut = content.isCut
    }

    private static func author(_ fields: Fields) throws(ReadingError) -> ReadAuthor? {
        guard let fields = try fields.fields("account") else { return nil }
        return try account(fields)
    }

    private static func account(_ fields: Fields) throws(ReadingError) -> ReadAuthor {
        var author = ReadAuthor(id: try fields.identifier("id"))
        author.handle = fields.label("acct") ?? fields.label("username")
        author.name = fields.label("display_name")
        author.link = fields.link("url")
        author.followers = fields.count("followers_count")
        return author
    }

    private static func visibility(_ fields: Fields) -> ReadVisibility? {
        switch fields["visibility"]?.stringValue {
        case "public": .everyone
        case "unlisted": .unlisted
        case "private": .followers
        case "direct", "limited": .direct
        default: nil
        }
    }
}
