import CrisisModel
import Varlink

/// Answers of Meta's Graph interface: comments, tagged posts and media of Facebook pages and Instagram accounts.
///
/// Written after Meta's published reference. It differs between the two networks in the names of nearly every field, and not
/// in the frame around them.
package enum GraphReader {
    package static func facebook(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        try page(bytes, facebookEntry)
    }

    package static func instagram(_ bytes: [UInt8]) throws(ReadingError) -> ReadPage {
        try page(bytes, instagramEntry)
    }

    private static func page(
        _ bytes: [UInt8], _ entry: (Fields) throws(ReadingError) -> ReadPost
    ) throws(ReadingError) -> ReadPage {
        let fields = try Fields(try Fields.document(bytes), path: "")
        if let error = fields.ifFields("error") {
            let code = error.count("code").map { "\($0): " } ?? ""
            throw ReadingError(.answered(code + (error.label("message") ?? "an error without words")))
        }
        var page = ReadPage()
        guard let data = try fields.array("data") else {
            page.posts.append(try entry(fields))
            return page
        }
        page.readAll(data, at: "data", entry)
        // The last page has cursors too; only a link to a next one says that there is one.
        if let paging = fields.ifFields("paging"), paging["next"] != nil {
            page.next = paging.ifFields("cursors")?.label("after")
        }
        return page
    }

    private static func facebookEntry(_ fields: Fields) throws(ReadingError) -> ReadPost {
        var post = ReadPost(id: try fields.identifier("id"))
        // A post that only shows a picture has a story, such as "A shared a photo", or nothing.
        let text = try fields.text("message", "story") ?? ""
        (post.text, post.isCut) = PlainText.bounded(text)
        post.link = fields.link("permalink_url")
        post.created = try fields.time("created_time")
        if let changed = try fields.time("updated_time"), changed != post.created { post.edited = changed }
        post.author = try person(fields, "from")
        if let parent = try fields.fields("parent") {
            post.inReplyTo = ReadReference(id: try parent.identifier("id"))
        }
        return post
    }

    private static func instagramEntry(_ fields: Fields) throws(ReadingError) -> ReadPost {
        var post = ReadPost(id: try fields.identifier("id"))
        let text = try fields.text("text", "caption") ?? ""
        (post.text, post.isCut) = PlainText.bounded(text)
        post.link = fields.link("permalink")
        post.created = try fields.time("timestamp")
        post.author = try person(fields, "from")
        // Without the permission for `from` only the name is told, and names are unique there.
        if post.author == nil, let name = fields.label("username") {
            post.author = ReadAuthor(id: name)
            post.author?.handle = name
        }
        if let parent = try fields.ifIdentifier("parent_id") {
            post.inReplyTo = ReadReference(id: parent)
        } else if let media = try fields.fields("media") {
            post.inReplyTo = ReadReference(id: try media.identifier("id"))
        }
        return post
    }

    private static func person(_ fields: Fields, _ key: String) throws(ReadingError) -> ReadAuthor? {
        guard let fields = try fields.fields(key) else { return nil }
        var author = ReadAuthor(id: try fields.identifier("id"))
        author.handle = fields.label("username")
        author.name = fields.label("name")
        author.followers = fields.count("followers_count")
        return author
    }
}
