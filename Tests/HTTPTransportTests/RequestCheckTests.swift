import Foundation
import HTTPTransport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RequestCheckTests {
    @Test(
        "A URL that names another scheme, a user, or plain HTTP beyond loopback is refused unsent",
        arguments: [
            "", "example.org/posts", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://example.org/posts",
            "http://192.0.2.1/", "https://user:hush@example.org/", "https://token@example.org/",
            "http://127.0.0.1.example.org/", "http://127.0.0.1\u{0}.example.org/", "https://exa mple.org/",
            "https://example.org/\r\nHost: x", "gopher://127.0.0.1/", "http://[::2]/",
            "http://0x7f000001.example/",
        ])
    func refusedURL(url: String) async throws {
        let transport = try startTransport()
        let outcome = await transport.perform(HTTPRequest(method: .post, url: url, body: [65]))
        #expect(outcome.notSent?.code == .forbiddenURL, "\(outcome)")
        await transport.stop()
    }

    @Test(
        "Loopback may be plain HTTP",
        arguments: ["http://127.0.0.1:1/", "http://127.9.9.9:1/", "http://[::1]:1/", "HTTP://localhost:1/"])
    func loopback(url: String) async throws {
        let transport = try startTransport()
        let outcome = await transport.perform(HTTPRequest(method: .post, url: url, body: [65]))
        #expect(outcome.notSent?.code == .connectionFailed, "\(outcome)")
        await transport.stop()
    }

    @Test(
        "A header that could forge another, or that frames the request, is refused unsent",
        arguments: [
            HTTPHeader("X-A", "b\r\nX-C: d"), HTTPHeader("X-A", "b\nc"), HTTPHeader("X A", "b"),
            HTTPHeader("", "b"), HTTPHeader("X-A:", "b"), HTTPHeader("X-A", "b\u{0}"),
            HTTPHeader("Content-Length", "0"), HTTPHeader("transfer-encoding", "chunked"),
            HTTPHeader("Host", "example.org"), HTTPHeader("X-A", String(repeating: "b", count: 40_000)),
        ])
    func refusedHeader(header: HTTPHeader) async throws {
        let transport = try startTransport()
        let request = HTTPRequest(method: .post, url: "http://127.0.0.1:1/", headers: [header], body: [65])
        #expect(await transport.perform(request).notSent?.code == .invalidRequest)
        await transport.stop()
    }

    @Test("An over-long URL is refused unsent")
    func longURL() async throws {
        let transport = try startTransport()
        let url = "https://example.org/" + String(repeating: "x", count: 9_000)
        #expect(await transport.perform(HTTPRequest(method: .get, url: url)).notSent?.code == .forbiddenURL)
        await transport.stop()
    }

    @Test("Time-outs of nothing, a body on a read, and user info in a proxy are refused unsent")
    func refusedRest() async throws {
        let transport = try startTransport()
        var request = HTTPRequest(method: .post, url: "http://127.0.0.1:1/", body: [65])
        request.totalTimeoutMilliseconds = 0
        #expect(await transport.perform(request).notSent?.code == .invalidRequest)
        let read = HTTPRequest(method: .get, url: "http://127.0.0.1:1/", body: [65])
        #expect(await transport.perform(read).notSent?.code == .invalidRequest)
        var proxied = HTTPRequest(method: .post, url: "https://example.org/", body: [65])
        proxied.proxy = "http://user:hush@127.0.0.1:1"
        #expect(await transport.perform(proxied).notSent?.code == .forbiddenURL)
        proxied.proxy = "http://127.0.0.1:1"
        #expect(await transport.perform(proxied).notSent?.code == .connectionFailed)
        await transport.stop()
    }
}
