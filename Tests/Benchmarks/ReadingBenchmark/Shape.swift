import BenchmarkSupport
import Glibc
import Networks
import Varlink

/// One shape of answers: where its entries stand, and who reads it.
struct Shape: Sendable {
    var file: String
    /// The member that holds the entries; nil for a list without a frame, or for lines.
    var member: String?
    var isLines = false
    /// The markup around an entry, for XML.
    var element: String?
    var page: @Sendable ([UInt8]) throws(ReadingError) -> Int

    var isJSON: Bool { element == nil }

    static let all: [Shape] = [
        Shape(file: "mastodon-statuses.json") { (bytes) throws(ReadingError) in
            try MastodonReader.statuses(bytes).posts.count
        },
        Shape(file: "bluesky-posts.json", member: "posts") { (bytes) throws(ReadingError) in
            try BlueskyReader.posts(bytes).posts.count
        },
        Shape(file: "jetstream.ndjson", isLines: true) { (bytes) throws(ReadingError) in
            var count = 0
            for line in bytes.split(separator: 0x0A) {
                if case .post = try JetstreamReader.event(Array(line)).body { count += 1 }
            }
            return count
        },
        Shape(file: "x-posts.json", member: "data") { (bytes) throws(ReadingError) in
            try XReader.posts(bytes).posts.count
        },
        Shape(file: "facebook.json", member: "data") { (bytes) throws(ReadingError) in
            try GraphReader.facebook(bytes).posts.count
        },
        Shape(file: "linkedin-comments.json", member: "elements") { (bytes) throws(ReadingError) in
            try LinkedInReader.comments(bytes).posts.count
        },
        Shape(file: "feed.json", member: "items") { (bytes) throws(ReadingError) in
            try JSONFeedReader.entries(bytes, from: nil).posts.count
        },
        Shape(file: "rss.xml", element: "item") { (bytes) throws(ReadingError) in
            try FeedReader.entries(bytes, from: nil).posts.count
        },
        Shape(file: "atom.xml", element: "entry") { (bytes) throws(ReadingError) in
            try FeedReader.entries(bytes, from: nil).posts.count
        },
    ]

    func read(_ bytes: [UInt8]) -> Int { (try? page(bytes)) ?? 0 }

    func parse(_ bytes: [UInt8]) -> Int {
        guard isLines else { return (try? JSONValue(parsing: bytes)) == nil ? 0 : 1 }
        return bytes.split(separator: 0x0A).count { (try? JSONValue(parsing: Array($0))) != nil }
    }

    func answer(of entries: Int, from corpus: String) throws(BenchmarkError) -> [UInt8] {
        let bytes = try Self.bytes(corpus + "/" + file)
        if isLines { return Array([[UInt8]](repeating: Self.firstLine(bytes), count: entries).joined()) }
        if let element { return try Self.repeated(bytes, element, entries) }
        guard var document = try? JSONValue(parsing: bytes) else {
            throw BenchmarkError("\(file) is no JSON")
        }
        let all = member.map { document[$0] } ?? document
        guard let first = all?.arrayValue?.first else { throw BenchmarkError("\(file) has no entries") }
        let list = JSONValue.array([JSONValue](repeating: first, count: entries))
        if let member, case .object(var object) = document {
            object[member] = list
            document = .object(object)
        } else {
            document = list
        }
        return document.serialized()
    }

    private static func firstLine(_ bytes: [UInt8]) -> [UInt8] { bytes.prefix { $0 != 0x0A } + [0x0A] }

    private static func repeated(
        _ bytes: [UInt8], _ element: String, _ entries: Int
    ) throws(BenchmarkError) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let start = text.firstRange(of: "<\(element)")?.lowerBound,
            let end = text.firstRange(of: "</\(element)>")?.upperBound
        else { throw BenchmarkError("no <\(element)>") }
        var tail = text[end...]
        while let next = tail.firstRange(of: "<\(element)"), let last = tail.firstRange(of: "</\(element)>") {
            tail = tail[..<next.lowerBound] + tail[last.upperBound...]
        }
        return Array(
            (text[..<start] + String(repeating: String(text[start..<end]), count: entries) + tail).utf8)
    }

    private static func bytes(_ path: String) throws(BenchmarkError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw BenchmarkError("\(path) cannot be read: run this at the top level")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = Glibc.read(descriptor, &piece, piece.count), count > 0 {
            bytes += piece[..<count]
        }
        return bytes
    }
}
