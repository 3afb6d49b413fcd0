internal import CCurl
internal import Glibc

/// The loop of the thread "tocsin-http": the only code that touches a libcurl handle after start.
@safe final class Engine {
    /// An idle transport wakes only for its event; a day is poll's nearest thing to never.
    private static let idlePollMilliseconds: Int32 = 86_400_000
    /// libcurl's own timers shorten this; it only bounds how long a `supervise` hook goes unasked.
    private static let livePollMilliseconds: Int32 = 1_000

    private let mailbox: Mailbox
    private let wakeEvent: WakeEvent
    private let limits: HTTPTransportLimits
    private let multi: UnsafeMutableRawPointer
    private let sockets = SocketTable()
    private var transfers: [HTTPTransferID: Transfer] = [:]

    init(mailbox: Mailbox, wakeEvent: WakeEvent, limits: HTTPTransportLimits, multi: UnsafeMutableRawPointer)
    {
        self.mailbox = mailbox
        self.wakeEvent = wakeEvent
        self.limits = limits
        unsafe self.multi = multi
    }

    func run() {
        var mustStop = false
        while !mustStop {
            let work = mailbox.take()
            for pending in work.starts { begin(pending) }
            for (id, request) in work.aborts { abort(id, request) }
            if let request = work.abortAll { abortAll(request) }
            mustStop = work.stops
            if mustStop { break }
            superviseAll()
            performAll()
            poll()
        }
        abortAll(.init(code: .transportStopped, onlyIfNotFullySent: false))
        // Closes the kept connections, which still uses the socket table.
        unsafe curl_multi_cleanup(multi)
        mailbox.end()
    }

    private func begin(_ pending: Mailbox.PendingTransfer) {
        guard let transfer = Transfer(pending, limits: limits, sockets: sockets) else {
            mailbox.forget(pending.id)
            pending.continuation.resume(returning: .notSent(HTTPFailure(.other)))
            return
        }
        guard transfer.configure(), unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            mailbox.forget(pending.id)
            return transfer.fail(.other)
        }
        transfers[pending.id] = transfer
    }

    private func abort(_ id: HTTPTransferID, _ request: Mailbox.AbortRequest) {
        guard let transfer = transfers[id] else { return }
        if request.onlyIfNotFullySent {
            transfer.updateUploadProgress()
            guard !transfer.isFullySent else { return }
        }
        remove(transfer)
        transfer.fail(request.code)
    }

    private func abortAll(_ request: Mailbox.AbortRequest) {
        for id in Array(transfers.keys) { abort(id, request) }
    }

    private func superviseAll() {
        for (id, transfer) in transfers {
            switch transfer.hooks.supervise?() ?? .proceed {
            case .proceed: break
            case .abortUnlessFullySent: abort(id, .init(code: .aborted, onlyIfNotFullySent: true))
            case .abort: abort(id, .init(code: .aborted, onlyIfNotFullySent: false))
            }
        }
    }

    private func performAll() {
        var running: Int32 = 0
        let status = unsafe curl_multi_perform(multi, &running)
        collectFinished()
        guard status != CURLM_OK else { return }
        // A multi handle that fails as a whole gives no further messages for what it was doing.
        for transfer in Array(transfers.values) {
            remove(transfer)
            transfer.fail(.other, libraryCode: status.rawValue)
        }
    }

    private func collectFinished() {
        var remaining: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &remaining) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle
            else {
                continue
            }
            // The message is libcurl's and goes away with the handle: read it first.
            let result = unsafe tocsin_curl_message_result(message)
            guard let transfer = unsafe transfer(of: easy) else { continue }
            transfer.updateUploadProgress()
            remove(transfer)
            transfer.finish(result)
        }
    }

    private func transfer(of easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutablePointer<CChar>?
        guard unsafe tocsin_curl_get_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK,
            let context = unsafe context
        else { return nil }
        return unsafe Unmanaged<Transfer>.fromOpaque(UnsafeRawPointer(context)).takeUnretainedValue()
    }

    private func remove(_ transfer: Transfer) {
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        transfers[transfer.id] = nil
        mailbox.forget(transfer.id)
    }

    private func poll() {
        var extra = curl_waitfd(fd: wakeEvent.descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        let timeout = transfers.isEmpty ? Self.idlePollMilliseconds : Self.livePollMilliseconds
        unsafe curl_multi_poll(multi, &extra, 1, timeout, nil)
    }
}
