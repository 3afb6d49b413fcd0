package import Gate
package import HTTPTransport
import Synchronization

/// Sends what adapters say, through the gate: the permit is consumed in libcurl's last callback before the request
/// leaves, on a connection of its own, redirects refused. There is no other way out of here.
package struct Publisher: Sendable {
    package enum Limits {
        static let connectMilliseconds = 10_000
        static let totalMilliseconds = 30_000
        static let responseBytesMax = 256 * 1024
        /// Of one page of the account's own posts.
        static let pageBytesMax = 4 * 1024 * 1024
        static let pagesMax = 25
    }

    private let transport: HTTPTransport
    private let totalMilliseconds: Int

    package init(transport: HTTPTransport, totalMilliseconds: Int? = nil) {
        self.transport = transport
        self.totalMilliseconds = totalMilliseconds ?? Limits.totalMilliseconds
    }

    package func publish(
        _ request: PublishRequest, by adapter: any NetworkAdapter.Type, facts: PostFacts,
        permit: consuming Permit<Live>, gate: Gate<Live>
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
        let http = bounded(
            adapter.publishRequest(request), request, responseBytesMax: Limits.responseBytesMax)
        let outcome = await transport.perform(http, hooks: hooks)
        return Self.interpret(outcome, by: adapter, cutBy: flight.cutBy)
    }

    /// Needs no permit: it changes nothing.
    package func readBack(_ question: ReadBackQuestion, by adapter: any NetworkAdapter.Type) async
        -> ReadBackFinding
    {
        guard var search = adapter.readBack(question) else {
            return .unreadable(reason: "\(adapter.network) has no way to read the account back")
        }
        for _ in 0..<Limits.pagesMax {
            let page = bounded(search.next, question.request, responseBytesMax: Limits.pageBytesMax)
            switch await transport.perform(page) {
            case .response(let response):
                guard case .ended(let finding) = search.take(response) else { continue }
                return finding
            case .notSent(let failure), .outcomeUnknown(let failure):
                return .unreadable(reason: "\(failure)")
            }
        }
        return .unreadable(
            reason: "the post was not among the newest \(Limits.pagesMax) pages of the account")
    }

    private func bounded(
        _ http: HTTPRequest, _ request: PublishRequest, responseBytesMax: Int
    ) -> HTTPRequest {
        var http = http
        http.connectTimeoutMilliseconds = min(Limits.connectMilliseconds, totalMilliseconds)
        http.totalTimeoutMilliseconds = totalMilliseconds
        http.maximumResponseBodyBytes = responseBytesMax
        http.certificateAuthorityFile = request.certificateAuthorityFile
        return http
    }

    /// Only a clear yes is a yes, only a clear no is a no.
    static func interpret(
        _ outcome: HTTPOutcome, by adapter: any NetworkAdapter.Type, cutBy stop: UInt64?
    ) -> PublishOutcome {
        switch outcome {
        case .response(let response):
            switch response.status {
            case 200..<300: return adapter.accepted(response)
            case 300..<400:
                return .failed(reason: "the network redirected (\(response.status)), which is not followed")
            case 400..<500 where !adapter.isUnclear(status: response.status):
                return .failed(reason: "the network answered \(response.status)")
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
