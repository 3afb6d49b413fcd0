import Foundation
import HTTPTransport
import Testing

@Suite(
    .enabled(
        if: Receiver.python != nil && Receiver.openssl != nil, "python3 or the openssl command is missing"),
    .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("A post over TLS arrives where the authority is known")
    func knownAuthority() async throws {
        let certificate = try Certificate(subjectAlternativeName: "IP:127.0.0.1")
        let receiver = try Receiver(tls: certificate)
        let transport = try startTransport()
        let probe = Probe()
        var request = HTTPRequest(method: .post, url: receiver.url("/posts"), body: Array("over TLS".utf8))
        request.certificateAuthorityFile = certificate.certificate.path()
        let outcome = await transport.perform(request, hooks: probe.hooks())
        #expect(outcome.response?.status == 201, "\(outcome)")
        #expect(probe.happenings == [.opened, .authorised, .fullySent, .willClose])
        #expect(try receiver.entries().map(\.text) == ["over TLS"])
        await transport.stop()
    }

    @Test("An unknown authority leaves nothing sent, and the last point is never reached")
    func unknownAuthority() async throws {
        let certificate = try Certificate(subjectAlternativeName: "IP:127.0.0.1")
        let receiver = try Receiver(tls: certificate)
        let transport = try startTransport()
        let probe = Probe()
        let request = HTTPRequest(method: .post, url: receiver.url("/posts"), body: [65])
        let outcome = await transport.perform(request, hooks: probe.hooks())
        #expect(outcome.notSent?.code == .tlsFailed, "\(outcome)")
        #expect(probe.count(.authorised) == 0)
        #expect(probe.openSockets.isEmpty)
        #expect(try receiver.entries().isEmpty)
        await transport.stop()
    }

    @Test("A certificate for another host leaves nothing sent")
    func otherHost() async throws {
        let certificate = try Certificate(subjectAlternativeName: "DNS:other.test")
        let receiver = try Receiver(tls: certificate)
        let transport = try startTransport()
        var request = HTTPRequest(method: .post, url: receiver.url("/posts"), body: [65])
        request.certificateAuthorityFile = certificate.certificate.path()
        let outcome = await transport.perform(request, hooks: Probe().hooks())
        #expect(outcome.notSent?.code == .tlsFailed, "\(outcome)")
        await transport.stop()
    }

    @Test("A server that breaks off before the answer leaves the outcome unknown over TLS too")
    func brokenOverTLS() async throws {
        let certificate = try Certificate(subjectAlternativeName: "IP:127.0.0.1")
        let receiver = try Receiver(tls: certificate)
        let transport = try startTransport()
        var request = HTTPRequest(method: .post, url: receiver.url("/drop"), body: [65])
        request.certificateAuthorityFile = certificate.certificate.path()
        let outcome = await transport.perform(request, hooks: Probe().hooks())
        #expect(outcome.unknown?.wasFullySent == true, "\(outcome)")
        #expect(try receiver.entries().count == 1)
        await transport.stop()
    }
}
