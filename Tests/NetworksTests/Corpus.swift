import CrisisModel
import Glibc
import Testing

@testable import Networks

/// The documents of `Tests/Corpora/networks`: invented answers, each in the shape of a network.
enum Corpus {
    private static let tests = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    /// Answers that networks gave, beside the repository, where it has such a neighbour.
    static let recorded = tests + "/../../shared/data/api-fixtures"

    static let readers: [(file: String, read: @Sendable ([UInt8]) throws(ReadingError) -> Void)] = [
        (
            "mastodon-statuses.json",
            { (bytes) throws(ReadingError) in _ = try MastodonReader.statuses(bytes) }
        ),
        (
            "mastodon-notifications.json",
            { (bytes) throws(ReadingError) in _ = try MastodonReader.notifications(bytes) }
        ),
        (
            "mastodon-history.json",
            { (bytes) throws(ReadingError) in _ = try MastodonReader.history(bytes, of: "1") }
        ),
        ("bluesky-posts.json", { (bytes) throws(ReadingError) in _ = try BlueskyReader.posts(bytes) }),
        ("bluesky-feed.json", { (bytes) throws(ReadingError) in _ = try BlueskyReader.feed(bytes) }),
        (
            "bluesky-notifications.json",
            { (bytes) throws(ReadingError) in _ = try BlueskyReader.notifications(bytes) }
        ),
        (
            "jetstream.ndjson",
            { (bytes) throws(ReadingError) in
                for line in bytes.split(separator: 0x0A) { _ = try JetstreamReader.event(Array(line)) }
            }
        ),
        ("x-posts.json", { (bytes) throws(ReadingError) in _ = try XReader.posts(bytes) }),
        ("x-first.json", { (bytes) throws(ReadingError) in _ = try XReader.firstVersion(bytes) }),
        ("facebook.json", { (bytes) throws(ReadingError) in _ = try GraphReader.facebook(bytes) }),
        ("instagram.json", { (bytes) throws(ReadingError) in _ = try GraphReader.instagram(bytes) }),
        (
            "linkedin-comments.json",
            { (bytes) throws(ReadingError) in _ = try LinkedInReader.comments(bytes) }
        ),
        ("linkedin-posts.json", { (bytes) throws(ReadingError) in _ = try LinkedInReader.posts(bytes) }),
        ("rss.xml", { (bytes) throws(ReadingError) in _ = try FeedReader.entries(bytes, from: nil) }),
        ("atom.xml", { (bytes) throws(ReadingError) in _ = try FeedReader.entries(bytes, from: nil) }),
        ("feed.json", { (bytes) throws(ReadingError) in _ = try JSONFeedReader.entries(bytes, from: nil) }),
    ]

    static func bytes(_ name: String) throws -> [UInt8] {
        try #require(whole(tests + "/Corpora/networks/" + name), "\(name) is not there")
    }

    static func recorded(_ name: String) throws -> [UInt8] {
        try #require(whole(recorded + "/" + name), "\(name) is not there")
    }

    static var hasRecorded: Bool { access(recorded, R_OK) == 0 }

    static func time(_ text: String) throws -> EventTime { try EventTime(rfc3339: text) }

    private static func whole(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &piece, piece.count), count > 0 { bytes += piece[..<count] }
        return bytes
    }
}
