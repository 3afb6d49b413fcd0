package import Gate
package import HTTPTransport
import CrisisModel
import Synchronization
import Varlink

/// Posts to a webhook: one JSON object by POST, on a connection of its own, redirects refused.
///
/// The permit is consumed in libcurl's last callback before the request leaves. There is no other way out of here.
package struct WebhookNetwork: Sendable {
    package enum Limits {
        static let connectMilliseconds = 10_000
        static let totalMilliseconds = 30_000
        static let responseBytesMax = 64 * 1024
        /// A link in an answer, in bytes.
        static let linkBytesMax = 2_000
    }

    private let transport: HTTPTransport
    private let totalMilliseconds: Int

    package init(transport: HTTPTransport, totalMilliseconds: Int? = nil) {
        self.transport = transport
        self.totalMilliseconds = totalMilliseconds ?? Limits.totalMilliseconds
    }

    package func publish(
        _ request: PublishRequest, facts: PostFacts, permit: consuming Permit<Live>, gate: Gate<Live>
    ) async -> PublishOutcome {
        let box = PermitBox(permit)
        let flight = Flight(gate: gate, facts: facts)
        let sending = facts.textHash
        let hooks = HTTPHooks(
            authorise: { box.redeemOnce(sending: sending) },
            socketOpened: { flight.opened($0) },
            socketWillClose: { flight.willClose($0) },
            requestFullySent: { flight.fullySent() },
            supervise: nil
        )
        let outcome = await transport.perform(httpRequest(request), hooks: hooks)
        return Self.interpret(outcome, cutBy: flight.cutBy)
    }

    private func httpRequest(_ request: PublishRequest) -> HTTPRequest {
        var body = JSONObject()
        body["post"] = .string(request.post.text)
        body["account"] = .string(request.account.text)
        body["handle"] = .string(request.handle)
        body["class"] = .string(request.postClass.rawValue)
        if let campaign = request.campaign { body["campaign"] = .string(campaign.text) }
        body["attempt"] = .integer(request.attempt)
        body["text"] = .string(request.text)
        body["textHash"] = .string(request.textHash.description)
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Idempotency-Key", "\(request.post)-\(request.attempt)"),
        ]
        if let token = request.token { headers.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        var http = HTTPRequest(
            method: .post, url: request.endpoint, headers: headers, body: JSONValue.object(body).serialized()
        )
        http.connectTimeoutMilliseconds = min(Limits.connectMilliseconds, totalMilliseconds)
        http.totalTimeoutMilliseconds = totalMilliseconds
        http.maximumResponseBodyBytes = Limits.responseBytesMax
        http.certificateAuthorityFile = request.certificateAuthorityFile
        return http
    }

    /// Only a clear yes is a yes, only a clear no is a no.
    static func interpret(_ outcome: HTTPOutcome, cutBy stop: UInt64?) -> PublishOutcome {
        switch outcome {
        case .response(let response):
            switch response.status {
            case 200..<300: return .published(link: link(in: response.body))
            case 300..<400:
                return .failed(reason: "the network redirected (\(response.status)), which is not followed")
            case 408: return .unknown(reason: "the network answered \(response.status)")
            case 400..<500: return .failed(reason: "the network answered \(response.status)")
            default: return .unknown(reason: "the network answered \(response.status)")
            }
        case .notSent(let failure):
            if failure.code == .notAuthorised { return .blocked(reason: "the gate refused the permit") }
            if let stop { return .blocked(reason: "stop \(stop) ended the transfer before anything left") }
            return .failed(reason: "nothing was sent: \(failure)")
        case .outcomeUnknown(let failure):
            if let stop { return .unknown(reason: "stop \(stop) cut the transfer: \(failure)") }
            return .unknown(reason: "\(failure)")
        }
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

/// The sockets of one transfer in the gate's table, so that the stop thread can end them.
private final class Flight: Sendable {
    private let gate: Gate<Live>
    private let facts: PostFacts
    private let slots = Mutex<[Int32: InFlightSlot]>([:])
    private let cut = Mutex<UInt64?>(nil)

    init(gate: Gate<Live>, facts: PostFacts) {
        self.gate = gate
        self.facts = facts
    }

    var cutBy: UInt64? { cut.withLock { $0 } }

    func opened(_ descriptor: Int32) -> Bool {
        guard let slot = gate.registerInFlight(facts, descriptor: descriptor) else { return false }
        slots.withLock { $0[descriptor] = slot }
        return true
    }

    func fullySent() {
        let open = slots.withLock { Array($0.values) }
        for slot in open { gate.markFullySent(slot) }
    }

    func willClose(_ descriptor: Int32) {
        guard let slot = slots.withLock({ $0.removeValue(forKey: descriptor) }) else { return }
        if case .cut(let epoch) = gate.finish(slot) { cut.withLock { $0 = epoch } }
    }
}
