import Foundation
import HTTPTransport

/// A proxy in the environment that would break every request of these tests, were it ever asked. Set before
/// the first transport starts, since changing the environment beside other threads is a race.
let poisonedEnvironment: Void = {
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        setenv(name, "http://127.0.0.1:1", 1)
    }
}()

func startTransport(limits: HTTPTransportLimits = .init()) throws -> HTTPTransport {
    _ = poisonedEnvironment
    return try HTTPTransport.start(limits: limits)
}

extension HTTPOutcome {
    var response: HTTPResponse? {
        if case .response(let response) = self { response } else { nil }
    }

    var notSent: HTTPFailure? {
        if case .notSent(let failure) = self { failure } else { nil }
    }

    var unknown: HTTPFailure? {
        if case .outcomeUnknown(let failure) = self { failure } else { nil }
    }
}
