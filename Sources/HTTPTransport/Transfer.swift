internal import CCurl
internal import Glibc

/// One easy handle and what is known of its request. Confined to the transport's thread, callbacks included.
///
/// It must never call a request unsent once `mayHaveLeft` is set, and never let libcurl send one twice.
@safe final class Transfer {
    let id: HTTPTransferID
    let request: HTTPRequest
    let hooks: HTTPHooks
    let easy: UnsafeMutableRawPointer
    let sockets: SocketTable
    var parts: ResponseParts
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// Set at the last point before the request leaves. After it the honest answer is unknown, not unsent.
    private(set) var mayHaveLeft = false
    private(set) var isFullySent = false
    /// Our own reason for having made libcurl give up, which goes before its code.
    private var refusal: HTTPFailure.Code?
    private let continuation: CheckedContinuation<HTTPOutcome, Never>

    init?(_ pending: Mailbox.PendingTransfer, limits: HTTPTransportLimits, sockets: SocketTable) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        unsafe self.easy = easy
        self.sockets = sockets
        id = pending.id
        request = pending.request
        hooks = pending.hooks
        continuation = pending.continuation
        parts = ResponseParts(limits: limits, bodyBytesMax: pending.request.maximumResponseBodyBytes)
    }

    var isPublishing: Bool { hooks.authorise != nil }
    var usesFreshConnection: Bool { isPublishing || request.connection == .fresh }

    /// The last point before the request leaves. libcurl comes here again when a reused connection died and
    /// it wants to send the same request once more: that must be impossible for anything but a read.
    func allowsSending() -> Bool {
        if mayHaveLeft {
            guard request.method.isSafe, !isPublishing else {
                refusal = .resendRefused
                return false
            }
            return true
        }
        if let authorise = hooks.authorise, !authorise() {
            refusal = .notAuthorised
            return false
        }
        mayHaveLeft = true
        return true
    }

    func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        // A name that claims to be loopback is held to it by the address that is really connected to.
        guard
            unsafe request.proxy != nil || request.allowsPlainHTTPBeyondLoopback || !isPlain
                || LoopbackAddress.matches(address)
        else {
            refusal = .forbiddenURL
            return -1
        }
        let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let socket = unsafe Glibc.socket(address.pointee.family, type, address.pointee.protocol)
        // Another address of the same name may have been refused before this one.
        refusal = nil
        guard socket >= 0, usesFreshConnection else { return socket }
        if let opened = hooks.socketOpened, !opened(socket) {
            refusal = .socketRefused
            close(socket)
            return -1
        }
        sockets.register(socket, owner: id, willClose: hooks.socketWillClose)
        return socket
    }

    private var isPlain: Bool { request.url.prefix(5).lowercased() == "http:" }

    /// The counters are libcurl's: request bytes with their headers, and body bytes apart. A request without
    /// a body counts as sent with its first write, since its headers fit into an empty socket buffer.
    func uploadProgressed(bodyBytes: Int64) {
        guard mayHaveLeft, !isFullySent, bodyBytes >= Int64(request.body.count) else { return }
        var requestBytes = 0
        let status = unsafe tocsin_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &requestBytes)
        guard status == CURLE_OK, requestBytes > 0 else { return }
        isFullySent = true
        hooks.requestFullySent?()
    }

    /// Asks libcurl once more, because an abort may come between two progress calls.
    func updateUploadProgress() {
        var bodyBytes: curl_off_t = 0
        if unsafe tocsin_curl_get_size(easy, CURLINFO_SIZE_UPLOAD_T, &bodyBytes) == CURLE_OK {
            uploadProgressed(bodyBytes: Int64(bodyBytes))
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer, isHeader: Bool) -> Bool {
        do throws(ResponseParts.Fault) {
            if isHeader {
                unsafe try parts.appendHeaderLine(bytes)
            } else {
                unsafe try parts.appendBody(bytes)
            }
            return true
        } catch {
            refusal = error == .tooLarge ? .answerTooLarge : .answerMalformed
            return false
        }
    }

    func finish(_ result: CURLcode) {
        guard result == CURLE_OK else {
            if let refusal { return fail(refusal) }
            let code = HTTPFailure.Code(result)
            // libcurl gives one code for a scheme that it may not speak and for an answer that is not HTTP.
            let isAnswer = code == .forbiddenURL && mayHaveLeft
            return fail(isAnswer ? .answerMalformed : code, libraryCode: Int32(bitPattern: result.rawValue))
        }
        guard let status = parts.status else { return fail(.answerMalformed) }
        release()
        continuation.resume(
            returning: .response(HTTPResponse(status: status, headers: parts.headers, body: parts.body)))
    }

    func fail(_ code: HTTPFailure.Code, libraryCode: Int32 = 0) {
        let failure = HTTPFailure(
            code, libraryCode: libraryCode, status: mayHaveLeft ? parts.status : nil,
            wasFullySent: isFullySent)
        release()
        continuation.resume(returning: mayHaveLeft ? .outcomeUnknown(failure) : .notSent(failure))
    }

    /// The handle must have left the multi handle. Sockets are gone before the caller hears of the outcome.
    private func release() {
        unsafe curl_easy_cleanup(easy)
        if let list = unsafe headerList { unsafe curl_slist_free_all(list) }
        unsafe headerList = nil
        sockets.releaseAll(of: id)
    }
}
