internal import CCurl
internal import Glibc

// libcurl calls these on the transport's thread, inside curl_multi_perform and at the end of handles. The
// engine holds each transfer, and the socket table, for as long as libcurl can hand their pointers back.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?, isHeader: Bool
) -> Int {
    guard let transfer = unsafe transfer(context) else { return 0 }
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    // Any other count than the one given makes libcurl end the transfer; 0 is taken for success on no bytes.
    return unsafe transfer.receive(buffer, isHeader: isHeader) ? count : (count == 0 ? 1 : 0)
}

let bodyCallback: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
    unsafe receive($0, $1 * $2, $3, isHeader: false)
}

let headerCallback: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int =
    {
        unsafe receive($0, $1 * $2, $3, isHeader: true)
    }

let prereqCallback:
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32
    ) -> Int32 = { context, _, _, _, _ in
        guard let transfer = unsafe transfer(context) else { return CURL_PREREQFUNC_ABORT }
        return transfer.allowsSending() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

let progressCallback:
    @convention(c) (UnsafeMutableRawPointer?, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> Int32 = {
        context, _, _, _, uploaded in
        unsafe transfer(context)?.uploadProgressed(bodyBytes: Int64(uploaded))
        return 0
    }

let openSocketCallback:
    @convention(c) (UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?) ->
        curl_socket_t = {
            context, purpose, address in
            guard let transfer = unsafe transfer(context), let address = unsafe address,
                purpose == CURLSOCKTYPE_IPCXN
            else { return -1 }
            return unsafe transfer.openSocket(UnsafePointer(address))
        }

let closeSocketCallback: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t) -> Int32 = {
    context, socket in
    guard let context = unsafe context else { return close(socket) }
    return unsafe Unmanaged<SocketTable>.fromOpaque(context).takeUnretainedValue().closeSocket(socket)
}
