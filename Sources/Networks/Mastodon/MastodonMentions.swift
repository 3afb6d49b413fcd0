package import HTTPTransport

/// What is said to an account, from the newest mention back: one page after the other, as far as the caller asks.
package struct MastodonMentions: MentionReading {
    private static let pageSize = 40

    private let base: String
    private let headers: [HTTPHeader]
    private let host: String
    /// The last notification of the page before.
    private var before: String?

    package init(endpoint: String, token: String) {
        var base = endpoint[...]
        while base.hasSuffix("/") { base.removeLast() }
        self.base = String(base)
        headers = [
            HTTPHeader("Accept", "application/json"), HTTPHeader("Authorization", "Bearer \(token)"),
        ]
        let behindScheme = base.drop { $0 != "/" }.drop { $0 == "/" }
        host = String(behindScheme.prefix { $0 != "/" && $0 != ":" })
    }

    package var next: HTTPRequest {
        var url = base + "/api/v1/notifications?types[]=mention&limit=\(Self.pageSize)"
        if let before { url += "&max_id=\(before)" }
        return HTTPRequest(method: .get, url: url, headers: headers)
    }

    package mutating func take(_ response: HTTPResponse) -> MentionPage {
        guard (200..<300).contains(response.status) else {
            return .unreadable(
                reason: "the network answered \(response.status)",
                retryAfterSeconds: response.retryAfterSeconds)
        }
        do throws(ReadingError) {
            let page = try MastodonReader.notifications(response.body)
            let last = page.oldest.flatMap(Self.plain)
            let mayGoOn = page.entries >= Self.pageSize && last != nil && last != before
            before = last
            return .read(
                page.posts.compactMap { ReadMention($0, network: Mastodon.network, host: host) },
                refused: page.refused.map(\.description), mayGoOn: mayGoOn)
        } catch {
            return .unreadable(reason: "the mentions cannot be read: \(error)", retryAfterSeconds: nil)
        }
    }

    /// Nil for an identifier that does not fit into an address.
    private static func plain(_ id: String) -> String? {
        id.utf8.count <= 256 && id.utf8.allSatisfy(MastodonReadBack.isPlain) ? id : nil
    }
}
