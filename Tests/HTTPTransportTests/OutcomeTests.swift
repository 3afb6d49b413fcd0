import Foundation
import Glibc
import HTTPTransport
import Testing

@Suite(.enabled(if: Receiver.python != nil, "python3 is missing"), .timeLimit(.minutes(1)))
struct OutcomeTests {
    struct Broken: Sendable {
        let path: String
        let code: HTTPFailure.Code
        let status: Int?

        init(_ path: String, _ code: HTTPFailure.Code, _ status: Int?) {
            self.path = path
            self.code = code
            self.status = status
        }
    }

    @Test(
        "An answer that does not come whole leaves the outcome unknown",
        arguments: [
            Broken("/drop", .noAnswer, nil), Broken("/truncated", .answerTruncated, 200),
            Broken("/hang", .timedOut, nil), Broken("/drip", .timedOut, 200),
            Broken("/garbage", .answerMalformed, nil),
            Broken("/large", .answerTooLarge, 200), Broken("/headers", .answerTooLarge, 200),
        ])
    func brokenAnswer(broken: Broken) async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        var request = HTTPRequest(method: .post, url: receiver.url(broken.path), body: Array("x".utf8))
        request.totalTimeoutMilliseconds = broken.code == .timedOut ? 400 : 20_000
        let failure = try #require(await transport.perform(request, hooks: Probe().hooks()).unknown)
        #expect(failure.code == broken.code)
        #expect(failure.status == broken.status)
        #expect(failure.wasFullySent)
        // A receiver that had no time to read before the time-out has nothing to list.
        let counts = broken.code == .timedOut ? 0...1 : 1...1
        #expect(counts.contains(try receiver.entries().count))
        await transport.stop()
    }

    @Test("Any status is an answer", arguments: [200, 204, 400, 401, 404, 422, 429, 500, 503])
    func anyStatus(status: Int) async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let request = HTTPRequest(method: .post, url: receiver.url("/retry/\(status)"), body: [65])
        let response = try #require(await transport.perform(request).response)
        #expect(response.status == status)
        #expect(response.header("Retry-After") == "7")
        await transport.stop()
    }

    @Test("Interim answers are not taken for the answer")
    func interim() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let request = HTTPRequest(method: .post, url: receiver.url("/early"), body: [65])
        let response = try #require(await transport.perform(request).response)
        #expect(response.status == 201)
        #expect(response.header("X-Early") == nil)
        await transport.stop()
    }

    @Test("A refused connection and an unknown name leave nothing sent", arguments: [true, false])
    func nothingListens(refused: Bool) async throws {
        let transport = try startTransport()
        var request = HTTPRequest(
            method: .post, url: refused ? "http://127.0.0.1:1/posts" : "https://nobody.invalid/posts",
            body: [65])
        request.connectTimeoutMilliseconds = 1_000
        let probe = Probe()
        let failure = try #require(await transport.perform(request, hooks: probe.hooks()).notSent)
        let expected: [HTTPFailure.Code] = refused ? [.connectionFailed] : [.hostNotResolved, .timedOut]
        #expect(expected.contains(failure.code))
        #expect(probe.count(.authorised) == 0)
        #expect(probe.openSockets.isEmpty)
        await transport.stop()
    }

    @Test("A refused socket leaves nothing sent and no socket open")
    func refusedSocket() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let request = HTTPRequest(method: .post, url: receiver.url("/posts"), body: [65])
        let outcome = await transport.perform(
            request, hooks: HTTPHooks(authorise: { true }, socketOpened: { _ in false }))
        #expect(outcome.notSent?.code == .socketRefused)
        #expect(try receiver.entries().isEmpty)
        await transport.stop()
    }

    @Test("A full transport refuses, and a stopped one ends what is live and refuses")
    func overloadAndStop() async throws {
        let receiver = try Receiver()
        var limits = HTTPTransportLimits()
        limits.transfersMax = 1
        let transport = try startTransport(limits: limits)
        let probe = Probe()
        let hanging = HTTPRequest(method: .post, url: receiver.url("/hang"), body: [65])
        async let first = transport.perform(hanging, hooks: probe.hooks())
        await probe.waitUntil(.fullySent)
        #expect(await transport.perform(hanging).notSent?.code == .overloaded)
        await transport.stop()
        let outcome = await first
        #expect(outcome.unknown?.code == .transportStopped)
        #expect(await transport.perform(hanging).notSent?.code == .transportStopped)
        await transport.stop()
    }

    @Test("No description of a failure or a request holds a header value, a URL or a body")
    func noSecrets() async throws {
        let transport = try startTransport()
        let request = HTTPRequest(
            method: .post, url: "http://127.0.0.1:1/hush-url",
            headers: [.init("Authorization", "hush-token")],
            body: Array("hush-body".utf8))
        let outcome = await transport.perform(request)
        #expect(outcome.notSent != nil)
        #expect(!"\(request) \(request.headers) \(outcome)".contains("hush"))
        await transport.stop()
    }
}
