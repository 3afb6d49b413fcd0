import CrisisModel
import Testing

@testable import Networks

@Suite("Answers of X, Meta and LinkedIn")
struct OtherReaderTests {
    @Test("X, version 2: a reshare shows the whole original, a long post its note, an edit its first time")
    func x() throws {
        let page = try XReader.posts(Corpus.bytes("x-posts.json"))
        #expect(page.posts.count == 2)
        #expect(page.posts[0].text == "it begins like this and then it goes on to its whole end")
        #expect(page.posts[0].reshareOf == ReadReference(id: "2028000000000000000"))
        #expect(page.posts[0].author?.handle == "ada_example")
        #expect(page.posts[0].author?.followers == 42)
        #expect(page.posts[0].link == "https://x.com/ada_example/status/2028000000000000001")
        #expect(page.posts[1].text == "a long one: trains > planes & buses")
        #expect(page.posts[1].replaces == "2027990000000000000")
        #expect(page.posts[1].created == XReader.time(of: "2027990000000000000"))
        #expect(page.posts[1].edited == XReader.time(of: "2028000000000000002"))
        #expect(page.posts[1].inReplyTo?.id == "2028000000000000000")
        #expect(page.posts[1].quoteOf?.id == "2027999999999999999")
        #expect(page.posts[1].author == ReadAuthor(id: "6"))
        #expect(page.posts[1].language == nil)
        #expect(
            page.refused == [
                ReadingError(.answered("Could not find tweet with ids: [1]."), at: "errors[0]"),
                ReadingError(.missing, at: "data[2].text"),
            ])
        #expect(page.next == "n1")
        #expect(page.newest == "2028000000000000003")
    }

    @Test("X: an identifier tells its time to the millisecond; an old one tells none")
    func timeOfIdentifier() throws {
        #expect(try XReader.time(of: "1149825924029980674") == Corpus.time("2019-07-12T23:40:37.678Z"))
        #expect(XReader.time(of: "20") == nil)
        #expect(XReader.time(of: "not a number") == nil)
    }

    @Test("X: nothing found is an empty page, and a refusal is the network's words")
    func xEdges() throws {
        #expect(try XReader.posts(Array(#"{"meta": {"result_count": 0}}"#.utf8)).posts.isEmpty)
        #expect(throws: ReadingError(.answered("Too Many Requests"))) {
            try XReader.posts(Array(#"{"title": "Too Many Requests", "status": 429}"#.utf8))
        }
        #expect(throws: ReadingError(.missing, at: "data")) { try XReader.posts(Array("{}".utf8)) }
    }

    @Test("X, version 1.1: exact identifiers, whole originals, protected authors")
    func xFirst() throws {
        let page = try XReader.firstVersion(Corpus.bytes("x-first.json"))
        #expect(page.posts.map(\.id) == ["2028000000000000001", "2028000000000000002"])
        #expect(page.posts[0].text == "the whole <text>")
        #expect(page.posts[0].reshareOf?.id == "2028000000000000000")
        #expect(try page.posts[0].created == Corpus.time("2026-03-01T09:30:00Z"))
        #expect(page.posts[1].visibility == .followers)
        #expect(page.posts[1].inReplyTo?.id == "2028000000000000000")
        #expect(page.newest == "2028000000000000001")
    }

    @Test("Meta: comments of both networks, and a next page only where one is linked")
    func meta() throws {
        let facebook = try GraphReader.facebook(Corpus.bytes("facebook.json"))
        #expect(facebook.posts.map(\.text) == ["still no answer", "Bo shared a photo."])
        #expect(facebook.posts[0].author?.name == "Ada L.")
        #expect(facebook.posts[0].inReplyTo?.id == "100_0")
        #expect(try facebook.posts[0].created == Corpus.time("2026-03-01T09:30:00Z"))
        #expect(try facebook.posts[1].edited == Corpus.time("2026-03-01T09:35:00Z"))
        #expect(facebook.next == "a")
        let instagram = try GraphReader.instagram(Corpus.bytes("instagram.json"))
        #expect(instagram.posts.map(\.text) == ["nice", "look"])
        #expect(instagram.posts[0].author?.handle == "ada.example")
        #expect(instagram.posts[0].inReplyTo?.id == "900")
        #expect(instagram.posts[1].author?.id == "7")
        #expect(instagram.posts[1].inReplyTo?.id == "178")
        #expect(instagram.next == nil)
        #expect(throws: ReadingError(.answered("190: Error validating access token"))) {
            try GraphReader.facebook(
                Array(#"{"error": {"message": "Error validating access token", "code": 190}}"#.utf8))
        }
    }

    @Test("LinkedIn: comments, and posts without the marks of its text format")
    func linkedIn() throws {
        let comment = try #require(
            LinkedInReader.comments(Corpus.bytes("linkedin-comments.json")).posts.first)
        #expect(comment.text == "no reply for a week")
        #expect(comment.author?.id == "urn:li:person:p1")
        #expect(comment.uri == "urn:li:comment:(urn:li:activity:1,6636)")
        #expect(comment.inReplyTo?.uri == "urn:li:activity:1")
        #expect(comment.edited == EventTime(microsecondsSinceEpoch: 1_772_357_460_000_000))
        let post = try #require(LinkedInReader.posts(Corpus.bytes("linkedin-posts.json")).posts.first)
        #expect(post.text == "Hello Ada (L), see #trains *now*")
        #expect(post.created == EventTime(microsecondsSinceEpoch: 1_772_357_400_000_000))
        #expect(post.edited == EventTime(microsecondsSinceEpoch: 1_772_357_460_000_000))
        #expect(post.reshareOf?.id == "urn:li:share:0")
        #expect(post.visibility == .everyone)
    }
}
