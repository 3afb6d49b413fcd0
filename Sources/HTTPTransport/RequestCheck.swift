/// Refuses a request that must not be made, before libcurl sees it. Pure: no name is looked up.
struct RequestCheck {
    let limits: HTTPTransportLimits

    /// libcurl frames the request itself; a second opinion in a header is request smuggling.
    static let framingHeaders: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    func fault(in request: HTTPRequest) -> HTTPFailure.Code? {
        let timeouts = 1...limits.timeoutMillisecondsMax
        guard timeouts.contains(request.connectTimeoutMilliseconds),
            timeouts.contains(request.totalTimeoutMilliseconds),
            request.maximumResponseBodyBytes >= 0,
            request.body.count <= limits.requestBodyBytesMax,
            !(request.method.isSafe && !request.body.isEmpty),
            headersAreSound(request.headers),
            !(request.certificateAuthorityFile ?? "").utf8.contains(0)
        else { return .invalidRequest }
        return urlFault(in: request)
    }

    private func urlFault(in request: HTTPRequest) -> HTTPFailure.Code? {
        guard let target = ParsedURL(request.url, bytesMax: limits.urlBytesMax), !target.hasUserInfo else {
            return .forbiddenURL
        }
        switch target.scheme {
        case "https": break
        case "http":
            guard target.isLoopback || request.allowsPlainHTTPBeyondLoopback else { return .forbiddenURL }
        default: return .forbiddenURL
        }
        guard let address = request.proxy else { return nil }
        guard let proxy = ParsedURL(address, bytesMax: limits.urlBytesMax), !proxy.hasUserInfo,
            ["http", "https", "socks5h"].contains(proxy.scheme)
        else { return .forbiddenURL }
        return nil
    }

    private func headersAreSound(_ headers: [HTTPHeader]) -> Bool {
        var total = 0
        for header in headers {
            total += header.name.utf8.count + header.value.utf8.count
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isTokenByte),
                !Self.framingHeaders.contains(header.name.lowercased()),
                header.value.utf8.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) })
            else { return false }
        }
        return total <= limits.requestHeaderBytesMax
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
