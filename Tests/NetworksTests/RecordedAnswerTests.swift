import CrisisModel
import Testing

@testable import Networks

/// Answers that the networks gave to others' client libraries. They carry the words of real people and are not distributed.
@Suite(
    "Recorded answers of the networks",
    .enabled(if: Corpus.hasRecorded, "skipped: ../shared/data/api-fixtures is not here"))
struct RecordedAnswerTests {
    private func expectWhole(
        _ page: ReadPage, posts: Int, reshares: Int = 0, ignored: Int = 0, authors: Bool = true,
        _ name: String
    ) {
        #expect(page.posts.count == posts, "\(name)")
        #expect(page.posts.filter { $0.reshareOf != nil }.count == reshares, "\(name)")
        #expect(page.refused.isEmpty, "\(name)")
        #expect(page.ignored == ignored, "\(name)")
        for post in page.posts {
            #expect(post.created != nil, "\(name) \(post.id)")
            #expect(post.link != nil || post.reshareOf != nil, "\(name) \(post.id)")
            #expect((post.author != nil) == authors, "\(name) \(post.id)")
            #expect(!post.text.contains("<p>") && !post.isCut, "\(name) \(post.id)")
        }
    }

    @Test(
        "Mastodon",
        arguments: [
            ("mastodon-account-statuses", 20), ("mastodon-status", 1), ("mastodon-timeline-hashtag", 5),
            ("mastodon-timeline-home", 5), ("mastodon-timeline-public", 20), ("mastodonpy-status-0", 1),
            ("mastodonpy-status-1", 1),
        ])
    func mastodon(name: String, count: Int) throws {
        let page = try MastodonReader.statuses(Corpus.recorded(name + ".json"))
        expectWhole(page, posts: count, name)
        #expect(page.posts.allSatisfy { $0.uri != nil && $0.author?.followers != nil })
    }

    @Test("Mastodon: versions of a status, and a search for accounts")
    func mastodonOthers() throws {
        for name in ["mastodonpy-statusedit-0", "mastodonpy-statusedit-1"] {
            let page = try MastodonReader.history(Corpus.recorded(name + ".json"), of: "1")
            #expect(page.posts.count == 2 && page.refused.isEmpty && page.posts[1].edited != nil)
        }
        let accounts = try MastodonReader.accounts(Corpus.recorded("mastodon-search-accounts.json"))
        #expect(accounts.count == 3)
        #expect(accounts.allSatisfy { $0.handle != nil && $0.followers != nil })
    }

    @Test("Bluesky")
    func bluesky() throws {
        let search = try BlueskyReader.posts(Corpus.recorded("bluesky-searchPosts.json"))
        expectWhole(search, posts: 25, "searchPosts")
        expectWhole(try BlueskyReader.posts(Corpus.recorded("bluesky-getPosts.json")), posts: 1, "getPosts")
        let feed = try BlueskyReader.feed(Corpus.recorded("bluesky-getAuthorFeed.json"))
        expectWhole(feed, posts: 50, reshares: 7, "getAuthorFeed")
        let notifications = try BlueskyReader.notifications(Corpus.recorded("bluesky-listNotifications.json"))
        expectWhole(notifications, posts: 20, reshares: 2, ignored: 30, "listNotifications")
    }

    @Test("The stream of Bluesky", arguments: [("capture", 152, 33, 15), ("golden", 10, 2, 1)])
    func stream(name: String, lines: Int, posts: Int, reshares: Int) throws {
        let events = try Corpus.recorded("bluesky-jetstream-\(name).jsonl").split(separator: 0x0A).map {
            try JetstreamReader.event(Array($0))
        }
        #expect(events.count == lines)
        let read = events.compactMap { if case .post(let post) = $0.body { post } else { nil } }
        #expect(read.count == posts)
        #expect(read.filter { $0.reshareOf != nil }.count == reshares)
        #expect(read.filter(\.isDeleted).count == (name == "capture" ? 1 : 0))
        let aboutAccounts = events.filter {
            switch $0.body {
            case .handleChanged, .accountChanged: true
            default: false
            }
        }
        #expect(aboutAccounts.count == 2)
    }

    @Test(
        "X, version 2",
        arguments: [
            ("get_home_timeline", 98), ("get_quote_tweets", 9), ("get_tweets", 2), ("get_users_mentions", 2),
            ("search_recent_tweets", 10),
        ])
    func x(name: String, count: Int) throws {
        let page = try XReader.posts(Corpus.recorded("x-v2-\(name)-0.json"))
        expectWhole(page, posts: count, authors: false, name)
    }

    @Test("X, version 1.1")
    func xFirst() throws {
        let search = try XReader.firstVersion(Corpus.recorded("x-v1.1-searchtweets-0.json"))
        expectWhole(search, posts: 15, reshares: 6, "searchtweets")
        let timeline = try XReader.firstVersion(Corpus.recorded("x-v1.1-usertimeline-0.json"))
        expectWhole(timeline, posts: 4, "usertimeline")
        // The time that is told and the one that the identifier holds agree to the second.
        for post in search.posts {
            let told = try #require(post.created)
            let held = try #require(XReader.time(of: post.id))
            #expect((0..<1_000_000).contains(held.microseconds(since: told)))
        }
    }
}
