package import CrisisModel
package import HTTPTransport

/// What is said to one account, page by page, the newest first. Pure: the caller sends.
package protocol MentionReading: Sendable {
    var next: HTTPRequest { get }
    mutating func take(_ response: HTTPResponse) -> MentionPage
}

package enum MentionPage: Sendable {
    /// With what was refused, in words; `mayGoOn` when there may be older ones.
    case read([ReadMention], refused: [String], mayGoOn: Bool)
    case unreadable(reason: String, retryAfterSeconds: Int?)
}

/// A mention as it is recorded. Its identifier is the same on every server, so that it counts once whoever heard it.
package struct ReadMention: Hashable, Sendable {
    package let source: SourceID
    package let id: String
    package let author: String
    package let name: String?
    package let text: String
    package let language: String?
    package let link: String?
    package let audience: Int64?
    package let occurredAt: EventTime

    /// Nil for what is gone, or says not by whom or when.
    init?(_ post: ReadPost, network: NetworkID, host: String) {
        guard !post.isDeleted, let author = post.author, let created = post.created else { return nil }
        source = SourceID(recorded: network.text)
        id = post.uri ?? post.link ?? "\(host)/\(post.id)"
        let handle = author.handle ?? author.id
        // A server leaves its own name out of the handles of its people.
        self.author = handle.contains("@") ? handle : "\(handle)@\(host)"
        name = author.name
        text = post.text
        language = post.language
        link = post.link
        audience = author.followers
        occurredAt = created
    }
}

extension HTTPResponse {
    /// Of a header that gives seconds; the other form, a date, is not used by those that limit rates.
    package var retryAfterSeconds: Int? {
        header("Retry-After").flatMap { Int($0) }.map { min(max(0, $0), 86_400) }
    }
}
