import CrisisModel
import Testing

@testable import Networks

@Suite("Answers of Bluesky")
struct BlueskyReaderTests {
    @Test("A post is plain text, and an author cannot post from the future")
    func posts() throws {
        let page = try BlueskyReader.posts(Corpus.bytes("bluesky-posts.json"))
        #expect(page.posts.count == 2)
        let post = page.posts[0]
        #expect(post.id == "at://did:plc:aaaa/app.bsky.feed.post/3kxa")
        #expect(post.text == "the brand is <b>late</b>\n&amp; late")
        #expect(post.link == "https://bsky.app/profile/ada.example/post/3kxa")
        #expect(post.inReplyTo?.uri == "at://did:plc:bbbb/app.bsky.feed.post/3kpar")
        #expect(post.quoteOf?.uri == "at://did:plc:cccc/app.bsky.feed.post/3kq")
        #expect(post.language == "en")
        #expect(try post.created == Corpus.time("2026-03-01T09:30:00.123456Z"))
        #expect(try page.posts[1].created == Corpus.time("2026-03-01T09:31:00Z"))
        #expect(page.posts[1].author?.handle == nil)
        #expect(page.posts[1].link == "https://bsky.app/profile/did:plc:dddd/post/3kfuture")
        #expect(page.refused == [ReadingError(.missing, at: "posts[2].author")])
        #expect(page.next == "25")
    }

    @Test("A repost in a feed is its own post")
    func feed() throws {
        let page = try BlueskyReader.feed(Corpus.bytes("bluesky-feed.json"))
        #expect(page.posts.map(\.text) == ["mine", "theirs"])
        #expect(page.posts[1].id == "at://did:plc:bbbb/app.bsky.feed.post/3kb?repostedBy=did:plc:aaaa")
        #expect(page.posts[1].author?.id == "did:plc:aaaa")
        #expect(page.posts[1].reshareOf?.uri == "at://did:plc:bbbb/app.bsky.feed.post/3kb")
        #expect(try page.posts[1].created == Corpus.time("2026-03-01T09:40:00Z"))
    }

    @Test("Notifications: a like is ignored, a repost names its subject, a mention is a post")
    func notifications() throws {
        let page = try BlueskyReader.notifications(Corpus.bytes("bluesky-notifications.json"))
        #expect(page.ignored == 1)
        #expect(page.posts[0].reshareOf?.uri == "at://did:plc:us/app.bsky.feed.post/3k1")
        #expect(page.posts[1].text == "@brand.example help")
        #expect(page.refused.isEmpty)
    }

    @Test("The stream: created, changed, deleted, reposted, and what is about accounts")
    func stream() throws {
        let lines = try Corpus.bytes("jetstream.ndjson").split(separator: 0x0A)
        let events = try lines.map { try JetstreamReader.event(Array($0)) }
        #expect(events.count == 7)
        let posts = events.compactMap { if case .post(let post) = $0.body { post } else { nil } }
        #expect(posts.map(\.text) == ["zu spät", "zu spät, schon wieder", "", ""])
        #expect(posts.map(\.isDeleted) == [false, false, true, false])
        #expect(Set(posts[..<3].map(\.id)) == ["at://did:plc:aaaa/app.bsky.feed.post/3ka"])
        #expect(posts[0].edited == nil)
        #expect(posts[1].edited == EventTime(microsecondsSinceEpoch: 1_772_357_401_000_000))
        #expect(posts[3].reshareOf?.uri == "at://did:plc:aaaa/app.bsky.feed.post/3k0")
        #expect(events[4].body == .ignored)
        #expect(events[5].body == .handleChanged("cy.example"))
        #expect(events[6].body == .accountChanged(isActive: false))
        #expect(events[0].cursor == 1_772_357_400_123_456)
    }

    @Test("An error in the network's own words, and an event without its cursor")
    func errors() {
        #expect(throws: ReadingError(.answered("ExpiredToken: Token has expired"))) {
            try BlueskyReader.posts(
                Array(#"{"error": "ExpiredToken", "message": "Token has expired"}"#.utf8))
        }
        #expect(throws: ReadingError(.missing, at: "time_us")) {
            try JetstreamReader.event(Array(#"{"did": "did:plc:a", "kind": "commit"}"#.utf8))
        }
    }
}
