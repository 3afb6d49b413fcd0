internal import CCurl
internal import Synchronization

/// Bounded, cancellable HTTP exchanges over libcurl. It knows nothing of networks, posts or stops.
///
/// It must never send a request twice, never follow a redirect, never call a request unsent of which a byte
/// may have left, and never take a setting from the environment.
package final class HTTPTransport: Sendable {
    private let mailbox: Mailbox
    private let wakeEvent: WakeEvent
    private let check: RequestCheck
    private let nextID = Atomic<UInt64>(1)

    /// libcurl wants this once, before any other use; a `static let` is that.
    private static let globalInitialisation: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    private init(mailbox: Mailbox, wakeEvent: WakeEvent, limits: HTTPTransportLimits) {
        self.mailbox = mailbox
        self.wakeEvent = wakeEvent
        check = RequestCheck(limits: limits)
    }

    deinit {
        mailbox.stop(waiter: nil)
    }

    package static func start(
        limits: HTTPTransportLimits = .init()
    ) throws(HTTPTransportError) -> HTTPTransport {
        guard globalInitialisation == CURLE_OK else {
            throw HTTPTransportError(
                code: .libraryUnusable, cause: Int32(bitPattern: globalInitialisation.rawValue))
        }
        let wakeEvent = try WakeEvent.make()
        let mailbox = Mailbox(transfersMax: limits.transfersMax, wakeEvent: wakeEvent)
        guard let multi = unsafe curl_multi_init() else {
            throw HTTPTransportError(code: .libraryUnusable, cause: 0)
        }
        unsafe tocsin_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.keptConnectionsMax)
        // Handed over whole: from here on only the new thread touches it.
        nonisolated(unsafe) let handle = unsafe multi
        do throws(HTTPTransportError) {
            try TransportThread.start {
                unsafe Engine(mailbox: mailbox, wakeEvent: wakeEvent, limits: limits, multi: handle).run()
            }
        } catch {
            unsafe curl_multi_cleanup(multi)
            throw error
        }
        return HTTPTransport(mailbox: mailbox, wakeEvent: wakeEvent, limits: limits)
    }

    package func makeID() -> HTTPTransferID {
        HTTPTransferID(rawValue: nextID.add(1, ordering: .relaxed).oldValue)
    }

    /// Makes one exchange. Cancelling the task aborts the transfer, and the outcome still says how far it
    /// got.
    ///
    /// `id` comes from `makeID`; a caller who may want to abort makes it first. An abort that comes before
    /// this call finds nothing: what forbids a send is the `authorise` hook.
    package func perform(
        _ request: HTTPRequest, id: HTTPTransferID? = nil, hooks: HTTPHooks = .init()
    ) async -> HTTPOutcome {
        if let fault = check.fault(in: request) { return .notSent(HTTPFailure(fault)) }
        let id = id ?? makeID()
        let cancellation = Mailbox.AbortRequest(code: .cancelled, onlyIfNotFullySent: false)
        if Task.isCancelled { return .notSent(HTTPFailure(.cancelled)) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                mailbox.submit(.init(id: id, request: request, hooks: hooks, continuation: continuation))
                // A cancellation that came just before the line above found an unknown id.
                if Task.isCancelled { mailbox.abort(id, cancellation) }
            }
        } onCancel: {
            mailbox.abort(id, cancellation)
        }
    }

    package func abort(_ id: HTTPTransferID, onlyIfNotFullySent: Bool) {
        mailbox.abort(id, .init(code: .aborted, onlyIfNotFullySent: onlyIfNotFullySent))
    }

    /// Every transfer, alerts too: for the end of the process, not for a stop.
    package func abortAll(onlyIfNotFullySent: Bool) {
        mailbox.abortAll(.init(code: .aborted, onlyIfNotFullySent: onlyIfNotFullySent))
    }

    /// Has the `supervise` hooks asked again soon. Neither locks nor allocates, so that the stop thread may
    /// call it.
    package func wake() {
        wakeEvent.signal()
    }

    /// Aborts what is live and ends the thread; a second call waits for the same end.
    package func stop() async {
        await withCheckedContinuation { mailbox.stop(waiter: $0) }
    }
}
