import CrisisModel

/// Feeds in XML: RSS 2.0 and what came before it, and Atom.
package enum FeedReader {
    private static let atom: Set<String?> = ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"]
    private static let rss: Set<String?> = [
        nil, "http://purl.org/rss/1.0/", "http://backend.userland.com/rss2",
        "http://my.netscape.com/rdf/simple/0.9/",
    ]
    private static let content: Set<String?> = ["http://purl.org/rss/1.0/modules/content/", "content"]
    private static let dublinCore: Set<String?> = ["http://purl.org/dc/elements/1.1/", "dc"]

    /// What an entry inherits from the feed around it.
    private struct Surroundings {
        var base: String?
        var language: String?
        var author: ReadAuthor?

        func inside(_ element: XMLElement) -> Surroundings {
            var inner = self
            if let base = element.attribute("xml:base"), !base.isEmpty {
                inner.base = WebLink.resolve(base, against: self.base)
            }
            if let language = element.attribute("xml:lang"), !language.isEmpty {
                inner.language = PlainText.label(language)
            }
            return inner
        }
    }

    /// `address` is where the feed was fetched from: relative links stand relative to it.
    package static func entries(_ bytes: [UInt8], from address: String?) throws(ReadingError) -> ReadPage {
        var reader = try XMLReader(bytes)
        guard case .open(let root) = try reader.next(), ["rss", "RDF", "feed"].contains(root.name) else {
            throw ReadingError(.unknownShape("neither RSS nor Atom"))
        }
        var around = Surroundings(base: address).inside(root)
        var page = ReadPage()
        var count = 0
        while true {
            switch try reader.next() {
            case .end: return page
            case .text, .close: continue
            case .open(let element) where element.name == "channel":
                around = around.inside(element)
            case .open(let element) where element.name == "item" || element.name == "entry":
                count += 1
                guard count <= ReadingLimits.entriesMax else {
                    throw ReadingError(.tooMany(countMax: ReadingLimits.entriesMax), at: element.name)
                }
                let whole = try reader.contents(of: element)
                do throws(ReadingError) {
                    page.posts.append(
                        element.name == "item" ? try item(whole, around) : try entry(whole, around))
                } catch {
                    page.refused.append(error.inside("\(element.name)[\(count - 1)]"))
                }
            case .open(let element):
                let whole = try reader.contents(of: element)
                if element.name == "language" { around.language = trimmed(whole.text).map(PlainText.label) }
                if element.name == "author", atom.contains(element.namespace) {
                    around.author = person(whole)
                }
            }
        }
    }

    // MARK: RSS

    private static func item(_ item: XMLElement, _ outer: Surroundings) throws(ReadingError) -> ReadPost {
        let around = outer.inside(item)
        let link = item.first("link", in: rss).flatMap { trimmed($0.text) }
            .map { WebLink.resolve($0, against: around.base) }
        let guid = item.first("guid", in: rss)
        let named = guid.flatMap { trimmed($0.text) } ?? item.attribute("rdf:about") ?? link
        var post = ReadPost(id: try identifier(named, "guid"))
        post.link = link.flatMap(WebLink.checked)
        if post.link == nil, guid?.attribute("isPermaLink") != "false" {
            post.link = WebLink.checked(post.id)
        }
        let title = HTMLText.read(item.first("title", in: rss)?.text ?? "")
        let body = item.first("encoded", in: content) ?? item.first("description", in: rss)
        join(title.text, HTMLText.read(body?.text ?? ""), into: &post)
        post.language = around.language
        if let name = item.first("creator", in: dublinCore) ?? item.first("author", in: rss),
            let text = trimmed(name.text).map(PlainText.label)
        {
            post.author = ReadAuthor(id: text)
            post.author?.name = text
        }
        if let date = item.first("pubDate", in: rss).flatMap({ trimmed($0.text) }) {
            post.created = try time(date, "pubDate", NetworkTime.rfc822)
        } else if let date = item.first("date", in: dublinCore).flatMap({ trimmed($0.text) }) {
            post.created = try time(date, "date", NetworkTime.parse)
        }
        post.visibility = .everyone
        return post
    }

    // MARK: Atom

    private static func entry(_ entry: XMLElement, _ outer: Surroundings) throws(ReadingError) -> ReadPost {
        let around = outer.inside(entry)
        let id = entry.first("id", in: atom).flatMap { trimmed($0.text) }
        var post = ReadPost(id: try identifier(id, "id"))
        let links = entry.elements.filter { $0.name == "link" && atom.contains($0.namespace) }
        if let link = links.first(where: { ($0.attribute("rel") ?? "alternate") == "alternate" }),
            let href = link.attribute("href")
        {
            post.link = WebLink.checked(WebLink.resolve(href, against: around.inside(link).base))
        }
        let title = construct(entry.first("title", in: atom))
        let body = construct(entry.first("content", in: atom))
        join(title.text, body.text.isEmpty ? construct(entry.first("summary", in: atom)) : body, into: &post)
        let content = entry.first("content", in: atom) ?? entry.first("title", in: atom)
        post.language = content.map { around.inside($0).language } ?? around.language
        post.author = entry.first("author", in: atom).flatMap(person) ?? around.author
        // The second name is the one that Atom 0.3 had.
        let updated = try date(entry, "updated", "modified")
        post.created = try date(entry, "published", "issued") ?? updated
        if let updated, updated != post.created { post.edited = updated }
        post.visibility = .everyone
        return post
    }

    private static func date(
        _ entry: XMLElement, _ name: String, _ older: String
    ) throws(ReadingError) -> EventTime? {
        let element = entry.first(name, in: atom) ?? entry.first(older, in: atom)
        guard let element, let text = trimmed(element.text) else { return nil }
        return try time(text, element.name, NetworkTime.parse)
    }

    /// A text of Atom, in one of its three types.
    private static func construct(_ element: XMLElement?) -> (text: String, isCut: Bool) {
        guard let element else { return ("", false) }
        switch element.attribute("type") {
        case "html", "text/html": return HTMLText.read(element.text)
        case "xhtml", "application/xhtml+xml":
            var layout = TextLayout()
            element.lay(out: &layout)
            return (layout.text, layout.isCut)
        default: return PlainText.bounded(trimmed(element.text) ?? "")
        }
    }

    private static func person(_ element: XMLElement) -> ReadAuthor? {
        guard let name = element.first("name", in: atom).flatMap({ trimmed($0.text) }) else { return nil }
        let link = element.first("uri", in: atom).flatMap { trimmed($0.text) }.flatMap(WebLink.checked)
        var author = ReadAuthor(id: link ?? PlainText.label(name))
        author.name = PlainText.label(name)
        author.link = link
        return author
    }

    // MARK: Both

    private static func identifier(_ text: String?, _ name: String) throws(ReadingError) -> String {
        guard let text else { throw ReadingError(.missing, at: name) }
        guard text.utf8.count <= ReadingLimits.identifierBytesMax else {
            throw ReadingError(.tooLong(bytesMax: ReadingLimits.identifierBytesMax), at: name)
        }
        return text
    }

    private static func time(
        _ text: String, _ name: String, _ parse: (String) throws(EventTime.ParseFailure) -> EventTime
    ) throws(ReadingError) -> EventTime {
        do throws(EventTime.ParseFailure) {
            return try parse(text)
        } catch {
            throw ReadingError(.badTime(error.rawValue), at: name)
        }
    }

    static func join(_ title: String, _ body: (text: String, isCut: Bool), into post: inout ReadPost) {
        // Feeds of short posts repeat the post as its title.
        let isRepeated = !title.isEmpty && body.text.hasPrefix(title)
        let parts = [isRepeated ? "" : title, body.text].filter { !$0.isEmpty }
        let bounded = PlainText.bounded(parts.joined(separator: "\n\n"))
        post.text = bounded.text
        post.isCut = body.isCut || bounded.isCut
    }

    private static func trimmed(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }),
            let last = bytes.lastIndex(where: { $0 > 0x20 })
        else { return nil }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
