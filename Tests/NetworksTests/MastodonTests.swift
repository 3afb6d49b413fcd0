import CrisisModel
import HTTPTransport
import Testing
import Varlink

@testable import Networks

@Suite("The Mastodon API")
struct MastodonTests {
    private static let start = EventTime(microsecondsSinceEpoch: 1_800_000_000_000_000)

    private static func request(_ text: String = "Trains are late.") -> PublishRequest {
        PublishRequest(
            post: PostID(recorded: "p-1"), account: AccountID(recorded: "desk"), handle: "@desk",
            endpoint: "https://social.example/", token: "secret", text: text, textHash: .zero,
            postClass: .routine, campaign: nil, attempt: 2)
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(status: status, headers: [], body: body.serialized())
    }

    private static func status(_ id: String, _ text: String, seconds: Int64 = 1) -> JSONValue {
        [
            "id": .string(id), "content": .string("<p>\(text)</p>"),
            "created_at": .string(start.adding(seconds: seconds).rfc3339), "reblog": nil,
            "url": .string("https://social.example/@desk/\(id)"),
        ]
    }

    @Test("A post is one request with its text, its token and a key that is the same for each attempt")
    func request() throws {
        let http = Mastodon.publishRequest(Self.request("Grüße \"🚂\""))
        #expect(http.url == "https://social.example/api/v1/statuses" && http.method == .post)
        #expect(try JSONValue(parsing: http.body) == ["status": "Grüße \"🚂\""])
        let names = http.headers.map { "\($0.name): \($0.value)" }
        #expect(names.contains("Authorization: Bearer secret"))
        #expect(names.contains("Idempotency-Key: p-1-00000000000000000000000000000000"))
    }

    @Test("Only a status is a yes; what is none leaves the outcome unknown")
    func accepted() throws {
        let link = "https://social.example/@desk/7"
        #expect(Mastodon.accepted(Self.answer(200, Self.status("7", "x"))) == .published(link: link))
        var told = Self.status("7", "1 <b> 2").objectValue ?? [:]
        told["text"] = "1 <b> 2"
        #expect(try MastodonStatus(.object(told)).text == "1 <b> 2", "as it was sent, where that is told")
        for body: JSONValue in [["error": "no"], [], "text", ["id": 7], ["id": "7", "content": 1]] {
            guard case .unknown = Mastodon.accepted(Self.answer(200, body)) else {
                Issue.record("\(body)")
                continue
            }
        }
        let cut = HTTPResponse(status: 200, headers: [], body: Array(#"{"id": "7", "#.utf8))
        guard case .unknown = Mastodon.accepted(cut) else {
            Issue.record("a truncated answer")
            return
        }
    }

    private static func search(
        _ pages: [HTTPResponse], known: Set<String> = [], text: String = "Trains are late."
    ) -> (finding: ReadBackFinding?, urls: [String]) {
        let question = ReadBackQuestion(request: request(text), notBefore: start, known: known)
        guard var search = Mastodon.readBack(question) else { return (nil, []) }
        var urls: [String] = []
        for page in [answer(200, ["id": 42])] + pages {
            urls.append(search.next.url)
            if case .ended(let finding) = search.take(page) { return (finding, urls) }
        }
        return (nil, urls)
    }

    @Test("The account is read from its newest status on, page by page, until the post is found")
    func found() {
        let first = Self.answer(
            200, [Self.status("9", "other", seconds: 9), Self.status("8", "more", seconds: 8)])
        let second = Self.answer(200, [Self.status("7", "Trains are late.")])
        let (finding, urls) = Self.search([first, second])
        #expect(finding == .found(link: "https://social.example/@desk/7"))
        let statuses = "https://social.example/api/v1/accounts/42/statuses?limit=40&exclude_reblogs=true"
        #expect(
            urls == [
                "https://social.example/api/v1/accounts/verify_credentials", statuses, statuses + "&max_id=8",
            ])
    }

    @Test("What is older than the sending, a reshare, or another post's status is not it")
    func absent() {
        var reshare = Self.status("5", "Trains are late.").objectValue ?? [:]
        reshare["reblog"] = ["id": "1"]
        let page = Self.answer(
            200,
            [
                .object(reshare), Self.status("4", "Trains are late."),
                Self.status("3", "Trains are late.", seconds: -5),
            ])
        #expect(Self.search([page], known: ["https://social.example/@desk/4"]).finding == .absent)
        #expect(Self.search([Self.answer(200, [])]).finding == .absent)
        let all = Self.answer(200, .array((0..<75).map { Self.status("\(90 - $0)", "more") }))
        #expect(Self.search([all, all]).finding == .absent, "a server without pages gave all that it has")
    }

    @Test("An account that cannot be read says nothing about the post")
    func unreadable() {
        let stuck = Self.answer(200, .array((0..<40).map { Self.status("\(90 - $0)", "more") }))
        let answers: [[HTTPResponse]] = [
            [Self.answer(401, [:])], [Self.answer(200, ["error": "x"])], [Self.answer(200, [[:]])],
            [Self.answer(200, [["id": "../x", "content": "y", "created_at": .string(Self.start.rfc3339)]])],
            [stuck, stuck],
        ]
        for pages in answers {
            guard case .unreadable? = Self.search(pages).finding else {
                Issue.record("\(pages)")
                continue
            }
        }
    }

    @Test("A network that is gone is named as such, an unknown one with those that are known")
    func retired() {
        let gone = KnownNetworks.problem(with: NetworkID(recorded: "google-plus"))
        #expect(gone == "google-plus is retired: closed in April 2019")
        let unknown = KnownNetworks.problem(with: NetworkID(recorded: "fax"))
        #expect(unknown == "\"fax\" is not known; this version knows: webhook, mastodon")
        #expect(KnownNetworks.problem(with: Mastodon.network) == nil)
    }

    @Test("An account needs its server and a credential, and the server alone")
    func accounts() {
        #expect(Mastodon.problem(endpoint: nil, credential: "c") != nil)
        #expect(Mastodon.problem(endpoint: "https://social.example", credential: nil) != nil)
        #expect(Mastodon.problem(endpoint: "https://social.example/api/v1/statuses", credential: "c") != nil)
        #expect(Mastodon.problem(endpoint: "https://social.example", credential: "c") == nil)
    }
}
