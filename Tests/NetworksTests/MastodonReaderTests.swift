import CrisisModel
import Testing

@testable import Networks

@Suite("Answers of Mastodon")
struct MastodonReaderTests {
    @Test("A status is read with its text as people see it")
    func status() throws {
        let page = try MastodonReader.statuses(Corpus.bytes("mastodon-statuses.json"))
        let post = try #require(page.posts.first)
        #expect(post.id == "9001")
        #expect(
            post.text == """
                trains

                Stuck at the https://rail.example/x again & nobody
                knows <why>

                Second\u{A0}paragraph
                """)
        #expect(post.uri == "https://social.example/users/ada/statuses/9001")
        #expect(post.link == "https://social.example/@ada/9001")
        #expect(post.author?.id == "77")
        #expect(post.author?.handle == "ada@social.example")
        #expect(post.author?.name == "Ada L.")
        #expect(post.author?.followers == 1200)
        #expect(try post.created == Corpus.time("2026-03-01T09:30:00.250Z"))
        #expect(try post.edited == Corpus.time("2026-03-01T09:31:00Z"))
        #expect(post.inReplyTo == ReadReference(id: "8999"))
        #expect(post.quoteOf?.id == "8000")
        #expect(post.language == "en")
        #expect(post.visibility == .everyone)
        #expect(page.newest == "9001")
    }

    @Test("A reshare names its original and shows its text")
    func reshare() throws {
        let post = try MastodonReader.statuses(Corpus.bytes("mastodon-statuses.json")).posts[1]
        #expect(post.id == "9002")
        #expect(post.reshareOf == ReadReference(id: "8100", uri: "https://other.example/s/8100"))
        #expect(post.text == "the original")
        #expect(post.edited == nil)
        #expect(post.visibility == .followers)
    }

    @Test("A reshare that a server numbers like its original gets an identifier of its own")
    func sharedIdentifier() throws {
        let answer = #"""
            [{"id": "a1", "content": "", "spoiler_text": "careful", "account": {"id": "u2"},
              "reblog": {"id": "a1", "content": "<p>text</p>", "spoiler_text": "careful", "account": {"id": "u1"}}}]
            """#
        let page = try MastodonReader.statuses(Array(answer.utf8))
        #expect(page.posts.map(\.id) == ["a1?resharedBy=u2"])
        #expect(page.posts.map(\.text) == ["careful\n\ntext"])
        #expect(page.posts[0].reshareOf?.id == "a1")
        #expect(page.newest == "a1")
    }

    @Test("An entry that cannot be read is refused by its place, and the others are read")
    func refusals() throws {
        let page = try MastodonReader.statuses(Corpus.bytes("mastodon-statuses.json"))
        #expect(page.posts.map(\.id) == ["9001", "9002"])
        #expect(
            page.refused == [
                ReadingError(.inexactIdentifier, at: "[2].id"),
                ReadingError(.badTime(EventTime.ParseFailure.malformed.rawValue), at: "[3].created_at"),
                ReadingError(.wrongType(expected: "an object", found: "string"), at: "[4]"),
            ])
        #expect(
            page.refused[0].description == "[2].id is a floating point number, which is no exact identifier")
    }

    @Test("Notifications are mentions and reshares; a like is ignored, a mention without its status refused")
    func notifications() throws {
        let page = try MastodonReader.notifications(Corpus.bytes("mastodon-notifications.json"))
        #expect(page.posts.map(\.id) == ["abc/opaque", "notification-500"])
        #expect(page.posts[0].visibility == .direct)
        #expect(page.posts[1].reshareOf?.id == "9100")
        #expect(page.posts[1].author?.handle == "cy")
        #expect(page.ignored == 1)
        #expect(page.refused == [ReadingError(.missing, at: "[3].status")])
        #expect(page.newest == "501")
        #expect(page.oldest == "498")
        #expect(page.entries == 4)
    }

    @Test("The versions of a status share its identifier and its first time")
    func history() throws {
        let page = try MastodonReader.history(Corpus.bytes("mastodon-history.json"), of: "9001")
        #expect(page.posts.map(\.text) == ["first", "second"])
        #expect(Set(page.posts.map(\.id)) == ["9001"])
        #expect(try page.posts.map(\.edited) == [nil, Corpus.time("2026-03-01T09:05:00Z")])
        #expect(try page.posts[1].created == Corpus.time("2026-03-01T09:00:00Z"))
    }

    @Test("An empty list as a small server writes it, and an error in the network's own words")
    func edges() throws {
        #expect(try MastodonReader.statuses(Array("[\n]".utf8)) == ReadPage())
        #expect(throws: ReadingError(.answered("Record not found"))) {
            try MastodonReader.statuses(Array(#"{"error": "Record not found"}"#.utf8))
        }
        #expect(throws: ReadingError(.missing, at: "id")) {
            try MastodonReader.statuses(Array(#"{"content": "x"}"#.utf8))
        }
    }
}
