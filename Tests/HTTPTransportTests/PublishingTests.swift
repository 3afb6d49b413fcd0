import Foundation
import HTTPTransport
import Testing

@Suite(.enabled(if: Receiver.python != nil, "python3 is missing"), .timeLimit(.minutes(1)))
struct PublishingTests {
    @Test("A post arrives once and whole, and its hooks run in order")
    func arrivesOnce() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let request = HTTPRequest(
            method: .post, url: receiver.url("/posts"),
            headers: [.init("Content-Type", "application/json"), .init("Idempotency-Key", "k-1")],
            body: Array(#"{"text":"Trains are running again."}"#.utf8))
        let response = try #require(await transport.perform(request, hooks: probe.hooks()).response)
        #expect(response.status == 201)
        #expect(response.header("content-TYPE") == "application/json")
        #expect(String(decoding: response.body, as: UTF8.self).contains(#""id": 1"#))
        #expect(probe.happenings == [.opened, .authorised, .fullySent, .willClose])
        #expect(probe.openSockets.isEmpty)
        let entry = try #require(try receiver.entries().first)
        #expect(try receiver.entries().count == 1)
        #expect(entry.idempotencyKey == "k-1")
        #expect(entry.text == #"{"text":"Trains are running again."}"#)
        #expect(entry.values(of: "content-type") == ["application/json"])
        #expect(entry.values(of: "expect").isEmpty)
        await transport.stop()
    }

    @Test("A refused authorisation sends nothing and says so")
    func refusedAuthorisation() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let probe = Probe()
        let request = HTTPRequest(method: .post, url: receiver.url("/posts"), body: [1])
        let outcome = await transport.perform(request, hooks: probe.hooks(authorise: false))
        #expect(outcome.notSent?.code == .notAuthorised)
        #expect(probe.count(.authorised) == 1)
        #expect(probe.openSockets.isEmpty)
        #expect(try receiver.entries().isEmpty)
        await transport.stop()
    }

    @Test("A post on a kept connection that closes without an answer is sent once, not twice")
    func keptConnectionDies() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        var request = HTTPRequest(method: .post, url: receiver.url("/keepdrop"), body: Array("first".utf8))
        request.connection = .reusable
        #expect(await transport.perform(request).response?.status == 201)
        request.body = Array("second".utf8)
        let failure = try #require(await transport.perform(request).unknown)
        #expect(failure.code == .resendRefused)
        let entries = try receiver.entries()
        #expect(entries.map(\.text) == ["first", "second"])
        #expect(Set(entries.map(\.connection)).count == 1, "the second did not use the kept connection")
        await transport.stop()
    }

    @Test("A read on a kept connection that dies is repeated, which shows that libcurl does resend by itself")
    func readIsRepeated() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        var request = HTTPRequest(method: .get, url: receiver.url("/keepdrop"))
        request.connection = .reusable
        for _ in 1...3 { #expect(await transport.perform(request).response?.status == 201) }
        await transport.stop()
    }

    @Test("Each publishing request has a connection of its own, whatever it asks for")
    func ownConnection() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        var request = HTTPRequest(method: .post, url: receiver.url("/keepdrop"), body: [65])
        request.connection = .reusable
        for _ in 1...3 {
            let outcome = await transport.perform(request, hooks: Probe().hooks())
            #expect(outcome.response?.status == 201)
        }
        let connections = try receiver.entries().map(\.connection)
        #expect(connections.count == 3)
        #expect(Set(connections).count == 3)
        await transport.stop()
    }

    @Test("A redirect is an answer and is not followed")
    func redirect() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let request = HTTPRequest(method: .post, url: receiver.url("/redirect"), body: [65])
        let response = try #require(await transport.perform(request, hooks: Probe().hooks()).response)
        #expect(response.status == 302)
        #expect(response.header("Location") == "/posts")
        #expect(try receiver.entries().count == 1)
        await transport.stop()
    }

    @Test("A hundred posts at once arrive once each")
    func manyAtOnce() async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        await withTaskGroup(of: Int?.self) { group in
            for number in 1...100 {
                let request = HTTPRequest(
                    method: .post, url: receiver.url("/posts"), body: Array("post \(number)".utf8))
                group.addTask { await transport.perform(request, hooks: Probe().hooks()).response?.status }
            }
            for await status in group { #expect(status == 201) }
        }
        let texts = try receiver.entries().map(\.text)
        #expect(texts.count == 100)
        #expect(Set(texts) == Set((1...100).map { "post \($0)" }))
        await transport.stop()
    }

    @Test(
        "Each method and an empty body arrive as such", arguments: [HTTPMethod.post, .put, .patch, .delete])
    func methods(method: HTTPMethod) async throws {
        let receiver = try Receiver()
        let transport = try startTransport()
        let empty = HTTPRequest(method: method, url: receiver.url("/posts"), headers: [.init("X-Empty", "")])
        #expect(await transport.perform(empty).response?.status == 201)
        let full = HTTPRequest(method: method, url: receiver.url("/posts"), body: [0x61, 0x00, 0x62])
        #expect(await transport.perform(full).response?.status == 201)
        let entries = try receiver.entries()
        #expect(entries.map(\.method) == [method.rawValue, method.rawValue])
        #expect(entries.map(\.text) == ["", "a\u{0}b"])
        #expect(entries.first?.values(of: "x-empty") == [""])
        #expect(entries.first?.values(of: "content-type") == [])
        await transport.stop()
    }
}
