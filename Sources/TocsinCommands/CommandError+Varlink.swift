import ControlInterface
import Varlink

/// What the control channel can answer badly, in a person's words.
extension CommandError {
    init(_ error: VarlinkClientError, method: String, socket: String) {
        switch error {
        case .noSocket, .refused:
            self.init(
                .unreachable, "tocsind does not answer: nothing listens at its control socket", place: socket,
                next: ["systemctl status tocsind", "another instance is named with --runtime-directory DIR"])
        case .notPermitted:
            self.init(
                .notPermitted, "you may not open the control socket", place: socket,
                next: ["ask an administrator to add you to the group of the socket, then log in anew"])
        case .pathTooLong:
            self.init(
                .usage, "the path of the socket is too long for a Unix socket (107 bytes)", place: socket,
                next: ["name a shorter --runtime-directory"])
        case .timedOut:
            self.init(
                .timedOut, "tocsind did not answer in time", place: method,
                next: ["tocsinctl status", "systemctl status tocsind"])
        case .closed:
            self.init(
                .outcomeUnknown, "tocsind closed the connection before it answered", place: method,
                next: ["tocsinctl status"])
        case .system(let operation, let number):
            self.init(.unreachable, "\(operation) failed: \(SystemText.error(number))", place: socket)
        case .errorReply(let name, let parameters):
            self.init(reply: name, parameters, method: method)
        case .protocolViolation, .encoding, .decoding:
            self.init(
                .unexpectedAnswer, "the answer could not be understood: \(error.description)", place: method,
                next: ["tocsinctl diagnose"])
        }
    }

    private init(reply name: String, _ parameters: JSONValue, method: String) {
        let message = parameters["message"]?.stringValue
        switch name {
        case ServiceInterface.Refused.name:
            self.init(
                .refused, message ?? "refused", code: parameters["code"]?.stringValue, place: method,
                next: parameters["next"]?.stringValue.map { [$0] } ?? [])
        case ServiceInterface.OutcomeUnknown.name:
            self.init(
                .outcomeUnknown, message ?? "it is not known whether this took effect", place: method,
                next: ["tocsinctl status"])
        case ServiceInterface.ReadOnly.name:
            self.init(
                .readOnly, message ?? "the daemon is read-only now", place: method,
                next: parameters["next"]?.arrayValue?.compactMap(\.stringValue)
                    ?? ["tocsinctl status", "tocsinctl log verify"])
        case StopInterface.ScopeMatchesNothing.name:
            self.init(scopeMatchesNothing: parameters, method: method)
        case "org.varlink.service.PermissionDenied":
            self.init(
                .notPermitted, "your role does not allow this", place: method,
                next: ["ask an administrator for the role, in the daemon's configuration"])
        case "org.varlink.service.InvalidParameter":
            let field = parameters["parameter"]?.stringValue ?? "?"
            self.init(
                .refused, "the value of \(field) is not valid", code: "invalid-parameter", place: method)
        case "org.varlink.service.MethodNotFound", "org.varlink.service.MethodNotImplemented",
            "org.varlink.service.InterfaceNotFound":
            self.init(
                .unexpectedAnswer, "this tocsind does not know the call: it is older or newer than tocsinctl",
                place: method, next: ["tocsinctl --version", "tocsinctl status"])
        default:
            self.init(.unexpectedAnswer, "tocsind answered with \(name)", code: name, place: method)
        }
    }

    private init(scopeMatchesNothing parameters: JSONValue, method: String) {
        let scope = parameters["scope"]?.stringValue ?? "?"
        let near = (parameters["near"]?.arrayValue ?? []).compactMap(\.stringValue)
        self.init(
            .notStopped, "the scope \(scope) matches nothing", code: "scope-matches-nothing", place: method,
            next: near.isEmpty ? ["tocsinctl account list"] : near.map { "did you mean \($0)?" })
    }
}
