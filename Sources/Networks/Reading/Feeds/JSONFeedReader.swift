import CrisisModel
import Varlink

/// JSON Feed, versions 1 and 1.1.
package enum JSONFeedReader {
    package static func entries(_ bytes: [UInt8], from address: String?) throws(ReadingError) -> ReadPage {
        let feed = try Fields(try Fields.document(bytes), path: "")
        guard let version = try feed.text("version"), version.contains("jsonfeed.org/version/") else {
            throw ReadingError(.unknownShape("it names no version of JSON Feed"), at: "version")
        }
        let base = feed.link("feed_url") ?? address
        let language = feed.label("language")
        let author = author(feed)
        var page = ReadPage()
        page.readAll(try feed.requiredArray("items"), at: "items") { fields throws(ReadingError) in
            var post = ReadPost(id: try fields.identifier("id"))
            let link = try fields.text("url", "external_url")
            post.link = link.flatMap { WebLink.checked(WebLink.resolve($0, against: base)) }
            let title = PlainText.label(try fields.text("title") ?? "")
            FeedReader.join(title, try body(fields), into: &post)
            post.language = fields.label("language") ?? language
            post.author = self.author(fields) ?? author
            let changed = try fields.time("date_modified")
            post.created = try fields.time("date_published") ?? changed
            if let changed, changed != post.created { post.edited = changed }
            post.visibility = .everyone
            return post
        }
        page.next = feed.link("next_url")
        return page
    }

    private static func body(_ fields: Fields) throws(ReadingError) -> (text: String, isCut: Bool) {
        if let html = try fields.text("content_html") { return HTMLText.read(html) }
        return PlainText.bounded(try fields.text("content_text", "summary") ?? "")
    }

    /// Version 1 had one author, 1.1 has a list.
    private static func author(_ fields: Fields) -> ReadAuthor? {
        let first = (try? fields.array("authors"))?.flatMap(\.first).flatMap { try? Fields($0, path: "") }
        guard let fields = first ?? fields.ifFields("author") else { return nil }
        let name = fields.label("name")
        let link = fields.link("url")
        guard let id = link ?? name else { return nil }
        var author = ReadAuthor(id: id)
        author.name = name
        author.link = link
        return author
    }
}
