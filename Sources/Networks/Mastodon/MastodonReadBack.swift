import CrisisModel
import HTTPTransport
import Varlink

/// First whose account the token opens, then its statuses from the newest on, until the post is found or what is read
/// is older than the sending.
struct MastodonReadBack: ReadBack {
    private let question: ReadBackQuestion
    private let wanted: PostLikeness
    private var account: String?
    /// The last status of the page before.
    private var before: String?

    private static let pageSize = 40

    init(_ question: ReadBackQuestion) {
        self.question = question
        wanted = PostLikeness(question.request.text)
    }

    var next: HTTPRequest {
        let base = Mastodon.base(question.request)
        var url = base + "/api/v1/accounts/verify_credentials"
        if let account {
            url = base + "/api/v1/accounts/\(account)/statuses?limit=\(Self.pageSize)&exclude_reblogs=true"
            if let before { url += "&max_id=\(before)" }
        }
        return HTTPRequest(method: .get, url: url, headers: Mastodon.headers(question.request))
    }

    mutating func take(_ response: HTTPResponse) -> ReadBackStep {
        guard (200..<300).contains(response.status) else {
            return .ended(.unreadable(reason: "the network answered \(response.status)"))
        }
        do throws(MastodonError) {
            if account == nil {
                account = try Self.account(response.body)
                return .goOn
            }
            return search(try MastodonStatus.page(response.body))
        } catch {
            return .ended(.unreadable(reason: "the account cannot be read back: \(error)"))
        }
    }

    private static func account(_ body: [UInt8]) throws(MastodonError) -> String {
        guard let id = MastodonStatus.identifier(try MastodonStatus.json(body)["id"]),
            id.utf8.allSatisfy({ isPlain($0) })
        else { throw MastodonError("id: missing, or nothing that fits into an address") }
        return id
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private mutating func search(_ page: [MastodonStatus]) -> ReadBackStep {
        for status in page where !status.isReshare && status.createdAt >= question.notBefore {
            if let link = status.link, question.known.contains(link) { continue }
            if wanted.isLike(status.text) { return .ended(.found(link: status.link)) }
        }
        guard let last = page.last, last.createdAt >= question.notBefore else { return .ended(.absent) }
        // Some servers know neither limits nor pages and give all that they have, again and again. A page of exactly
        // the size that was asked for may have something behind it.
        if last.id == before, page.count != Self.pageSize { return .ended(.absent) }
        guard last.id != before, last.id.utf8.allSatisfy({ Self.isPlain($0) }) else {
            return .ended(.unreadable(reason: "the account's pages do not go on"))
        }
        before = last.id
        return .goOn
    }
}
