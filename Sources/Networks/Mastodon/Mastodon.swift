package import CrisisModel
package import HTTPTransport
import Varlink

/// The Mastodon client API, and whoever speaks it. https://docs.joinmastodon.org/methods/statuses/
///
/// `scheduled_at` is never sent: half of the servers post at once. The idempotency key is sent, and nothing rests on
/// it: half of the servers ignore it.
package enum Mastodon: NetworkAdapter {
    package enum Limits {
        static let linkBytesMax = 2_000
        /// What a server takes that does not say otherwise.
        static let textCharactersMax = 500
    }

    package static let network = NetworkID(recorded: "mastodon")
    package static let capabilities = NetworkCapabilities(
        textCharactersMax: Limits.textCharactersMax, idempotency: .notReliedOn, readsBack: true,
        serverSideSchedules: true)

    package static func problem(endpoint: String?, credential: String?) -> String? {
        guard let endpoint else { return "a Mastodon account needs its server: https://mastodon.example" }
        guard credential != nil else { return "a Mastodon account needs a credential with its access token" }
        // The path is ours to add.
        return endpoint.contains("/api/")
            ? "the server alone, without /api/...: https://mastodon.example" : nil
    }

    package static func length(of text: String) -> Int { MastodonText.length(of: text) }

    package static func publishRequest(_ post: PublishRequest) -> HTTPRequest {
        let body = JSONValue.object(["status": .string(post.text)]).serialized()
        return HTTPRequest(
            method: .post, url: base(post) + "/api/v1/statuses",
            headers: headers(post) + [
                HTTPHeader("Content-Type", "application/json"),
                // The same for every attempt with this text: a server that honours it cannot post it twice.
                HTTPHeader("Idempotency-Key", "\(post.post)-\(post.textHash.description.prefix(32))"),
            ], body: body)
    }

    package static func accepted(_ response: HTTPResponse) -> PublishOutcome {
        do throws(MastodonError) {
            let status = try MastodonStatus(parsing: response.body)
            guard let link = status.link, link.utf8.count <= Limits.linkBytesMax else {
                return .published(link: nil)
            }
            return .published(link: link)
        } catch {
            return .unknown(reason: "the network answered \(response.status), but \(error)")
        }
    }

    package static func readBack(_ question: ReadBackQuestion) -> (any ReadBack)? {
        MastodonReadBack(question)
    }

    package static func mentions(endpoint: String, token: String) -> (any MentionReading)? {
        MastodonMentions(endpoint: endpoint, token: token)
    }

    static func base(_ post: PublishRequest) -> String {
        var base = post.endpoint[...]
        while base.hasSuffix("/") { base.removeLast() }
        return String(base)
    }

    static func headers(_ post: PublishRequest) -> [HTTPHeader] {
        var headers = [HTTPHeader("Accept", "application/json")]
        if let token = post.token { headers.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        return headers
    }
}
