package import HTTPTransport
import Varlink

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
            let last = Self.lastIdentifier(response.body)
            let mayGoOn = page.posts.count >= Self.pageSize && last != nil && last != before
            before = last
            return .read(
                page.posts.compactMap { ReadMention($0, network: Mastodon.network, host: host) },
                refused: page.refused.map(\.description), mayGoOn: mayGoOn)
        } catch {
            return .unreadable(reason: "the mentions cannot be read: \(error)", retryAfterSeconds: nil)
        }
    }

    /// Of the oldest notification of the page, where it fits into an address.
    private static func lastIdentifier(_ body: [UInt8]) -> String? {
        do throws(MastodonError) {
            guard let last = try MastodonStatus.json(body).arrayValue?.last,
                let id = MastodonStatus.identifier(last["id"]),
                id.utf8.allSatisfy(MastodonReadBack.isPlain)
            else { return nil }
            return id
        } catch {
            return nil
        }
    }
}
