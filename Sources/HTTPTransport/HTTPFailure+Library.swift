internal import CCurl

extension HTTPFailure.Code {
    /// What a libcurl result means to us. An unlisted one stays visible as `other` with its number.
    init(_ result: CURLcode) {
        switch result {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: self = .forbiddenURL
        case CURLE_COULDNT_RESOLVE_HOST: self = .hostNotResolved
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .proxyFailed
        case CURLE_COULDNT_CONNECT: self = .connectionFailed
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_SHUTDOWN_FAILED:
            self = .tlsFailed
        case CURLE_SEND_ERROR: self = .sendFailed
        case CURLE_RECV_ERROR: self = .receiveFailed
        case CURLE_GOT_NOTHING: self = .noAnswer
        case CURLE_PARTIAL_FILE: self = .answerTruncated
        case CURLE_FILESIZE_EXCEEDED: self = .answerTooLarge
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: self = .answerMalformed
        default: self = .other
        }
    }
}
