package import CrisisModel
package import HTTPTransport
import Varlink

/// Posts to a webhook: one JSON object by POST.
package enum Webhook: NetworkAdapter {
    package enum Limits {
        /// A link in an answer, in bytes.
        static let linkBytesMax = 2_000
    }

    package static let network = NetworkID(recorded: "webhook")
    package static let capabilities = NetworkCapabilities(
        textCharactersMax: nil, idempotency: .notReliedOn, readsBack: false, serverSideSchedules: false)

    package static func problem(endpoint: String?, credential: String?) -> String? {
        endpoint == nil ? "a webhook account needs the URL to send to" : nil
    }

    package static func publishRequest(_ post: PublishRequest) -> HTTPRequest {
        var body = JSONObject()
        body["post"] = .string(post.post.text)
        body["account"] = .string(post.account.text)
        body["handle"] = .string(post.handle)
        body["class"] = .string(post.postClass.rawValue)
        if let campaign = post.campaign { body["campaign"] = .string(campaign.text) }
        body["attempt"] = .integer(post.attempt)
        body["text"] = .string(post.text)
        body["textHash"] = .string(post.textHash.description)
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Idempotency-Key", "\(post.post)-\(post.attempt)"),
        ]
        if let token = post.token { headers.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        return HTTPRequest(
            method: .post, url: post.endpoint, headers: headers, body: JSONValue.object(body).serialized())
    }

    package static func accepted(_ response: HTTPResponse) -> PublishOutcome {
        .published(link: link(in: response.body))
    }

    private static func link(in body: [UInt8]) -> String? {
        let answer: JSONValue
        do throws(JSONError) {
            answer = try JSONValue(parsing: body)
        } catch {
            return nil
        }
        guard let link = answer["link"]?.stringValue, link.utf8.count <= Limits.linkBytesMax else {
            return nil
        }
        return link
    }
}
