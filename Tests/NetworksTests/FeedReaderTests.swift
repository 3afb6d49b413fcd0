import CrisisModel
import Testing

@testable import Networks

@Suite("Feeds")
struct FeedReaderTests {
    @Test("RSS: title and content without markup, links made whole, entries without identity refused")
    func rss() throws {
        let page = try FeedReader.entries(
            Corpus.bytes("rss.xml"), from: "https://news.example/feeds/rss.xml")
        #expect(page.posts.map(\.id) == ["news-1", "https://news.example/2"])
        #expect(page.posts[0].text == "Trains & tunnels\n\nFive trains stopped.\n\none\ntwo")
        #expect(page.posts[0].link == "https://news.example/2026/trains")
        #expect(page.posts[0].author?.name == "Ada L.")
        #expect(page.posts[0].language == "en-gb")
        #expect(try page.posts[0].created == Corpus.time("2026-03-01T09:30:00Z"))
        #expect(page.posts[1].text == "escaped")
        #expect(page.posts[1].link == "https://news.example/2")
        #expect(page.posts[1].created == page.posts[0].created)
        #expect(page.refused.map(\.path) == ["item[2].guid", "item[3].pubDate"])
    }

    @Test("Atom: xml:base, XHTML, a language of its own, and what an entry inherits")
    func atom() throws {
        let page = try FeedReader.entries(Corpus.bytes("atom.xml"), from: "https://blog.example/")
        #expect(page.posts.map(\.id) == ["tag:blog.example,2026:1", "tag:blog.example,2026:2"])
        #expect(page.posts[0].text == "Le train & nous\n\nOne late train\n\na  b\nc")
        #expect(page.posts[0].link == "https://blog.example/2026/un?x=1&y=2")
        #expect(page.posts[0].language == "en")
        #expect(page.posts[0].author?.name == "Rédaction")
        #expect(try page.posts[0].created == Corpus.time("2026-03-01T09:30:00Z"))
        #expect(try page.posts[0].edited == Corpus.time("2026-03-01T11:00:00Z"))
        #expect(page.posts[1].text == "Plain <b>\n\nrésumé")
        #expect(page.posts[1].language == "fr")
        #expect(page.posts[1].author?.link == "https://bo.example/")
        #expect(page.posts[1].edited == nil)
        #expect(page.refused.isEmpty)
    }

    @Test("JSON Feed")
    func jsonFeed() throws {
        let page = try JSONFeedReader.entries(Corpus.bytes("feed.json"), from: nil)
        #expect(page.posts.map(\.id) == ["12", "https://notes.example/13"])
        #expect(page.posts[0].text == "A title\n\nBody")
        #expect(page.posts[0].link == "https://notes.example/12")
        #expect(page.posts[0].author?.name == "Ada")
        #expect(page.posts[1].text == "plain & <simple>")
        #expect(page.posts[1].author?.name == "Bo")
        #expect(page.posts[1].language == "fr")
        #expect(page.refused == [ReadingError(.missing, at: "items[2].id")])
        #expect(page.next == "https://notes.example/feed.json?page=2")
        #expect(throws: ReadingError.self) { try JSONFeedReader.entries(Array("{}".utf8), from: nil) }
    }

    @Test(
        "What XML is attacked with is refused",
        arguments: [
            (#"<!DOCTYPE r [<!ENTITY a "aa">]><rss><channel/></rss>"#, "declarations"),
            (#"<!DOCTYPE r SYSTEM "file:///etc/passwd" [ ]><rss/>"#, "declarations"),
            ("<rss><channel>&a;</channel></rss>", "no known character"),
            ("<rss><channel></rss>", "closes nothing"), ("<rss>", "ends inside"),
            ("<rss a='1' a='2'/>", "an attribute twice"), ("<rss/><rss/>", "a second root"),
            ("<rss a=1/>", "without quotes"), ("<rss><!-- ", "does not end"), ("", "ends inside"),
            (String(repeating: "<a>", count: 100), "too deep"),
            ("<?xml version='1.0' encoding='utf-7'?><rss/>", "utf-7 is not read"),
        ])
    func refused(document: String, words: String) {
        let wrapped = document.hasPrefix("<a>") ? "<rss><channel><item>" + document : document
        let error = #expect(throws: ReadingError.self) {
            try FeedReader.entries(Array(wrapped.utf8), from: nil)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("A document type that declares nothing is passed over; Latin 1 is read as what it says")
    func tolerated() throws {
        let feed =
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><channel><item><guid>1</guid><title>caf\u{1}&nbsp;\u{2}</title></item></channel></rss>"
        let bytes = feed.utf8.map { $0 == 1 ? 0xE9 : $0 == 2 ? 0x80 : $0 }
        #expect(try FeedReader.entries(bytes, from: nil).posts.map(\.text) == ["café\u{A0}€"])
    }

    @Test("Many elements under one are read in a time that grows with them")
    func wide() throws {
        let body = String(repeating: "<b>x</b>", count: 150_000)
        let feed =
            "<rss><channel><item><guid>1</guid><description>\(body)</description></item></channel></rss>"
        #expect(try FeedReader.entries(Array(feed.utf8), from: nil).posts[0].isCut)
        let many = String(repeating: "<b/>", count: 250_000)
        #expect(throws: ReadingError.self) {
            try FeedReader.entries(Array("<rss><channel><item>\(many)".utf8), from: nil)
        }
    }

    @Test(
        "Relative links are resolved as RFC 3986 says (its own examples)",
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
            ("../../../g", "http://a/g"), ("g;x=1/../y", "http://a/b/c/y"), ("g:h", "g:h"),
        ])
    func links(reference: String, whole: String) {
        #expect(WebLink.resolve(reference, against: "http://a/b/c/d;p?q") == whole)
    }
}
