internal import CCurl
internal import Glibc

/// A URL as libcurl itself reads it, so that the check and the connection cannot disagree about the host.
struct ParsedURL {
    let scheme: String
    let host: String
    let hasUserInfo: Bool

    init?(_ text: String, bytesMax: Int) {
        guard !text.isEmpty, text.utf8.count <= bytesMax, !text.utf8.contains(0) else { return nil }
        guard let handle = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(handle) }
        let flags = UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard unsafe curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK else { return nil }
        guard let scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle),
            let host = unsafe Self.part(CURLUPART_HOST, of: handle), !host.isEmpty
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host
        let user = unsafe Self.part(CURLUPART_USER, of: handle)
        let password = unsafe Self.part(CURLUPART_PASSWORD, of: handle)
        hasUserInfo = user != nil || password != nil
    }

    /// libcurl resolves `localhost` to loopback by itself, without asking a name service.
    var isLoopback: Bool {
        let name = host.lowercased()
        return name == "localhost" || name == "[::1]" || Self.isLoopbackVersion4(name)
    }

    private static func isLoopbackVersion4(_ name: String) -> Bool {
        var address = in_addr()
        guard unsafe inet_pton(AF_INET, name, &address) == 1 else { return false }
        return UInt32(bigEndian: address.s_addr) >> 24 == 127
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, 0) == CURLUE_OK, let found = unsafe text else {
            return nil
        }
        defer { unsafe curl_free(found) }
        return unsafe String(cString: found)
    }
}
