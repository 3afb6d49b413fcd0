/// Why a message is not Varlink. The connection is closed on any of them: after a broken frame nobody knows
/// where the next one begins or what the sender meant.
package enum ProtocolViolation: Error, Hashable, Sendable, CustomStringConvertible {
    case frameTooLong(bytesMax: Int)
    case emptyFrame
    case notJSON(JSONError)
    case notAnObject
    case missingMethod
    case wrongType(key: String)
    case unknownKey(String)
    case moreAndOneway
    case upgradeRefused
    case unexpectedContinues

    package var code: String {
        switch self {
        case .frameTooLong: "frame-too-long"
        case .emptyFrame: "empty-frame"
        case .notJSON: "not-json"
        case .notAnObject: "not-an-object"
        case .missingMethod: "missing-method"
        case .wrongType: "wrong-type"
        case .unknownKey: "unknown-key"
        case .moreAndOneway: "more-and-oneway"
        case .upgradeRefused: "upgrade-refused"
        case .unexpectedContinues: "unexpected-continues"
        }
    }

    package var description: String {
        switch self {
        case .frameTooLong(let bytesMax): "a message is longer than \(bytesMax) bytes"
        case .emptyFrame: "a message is empty"
        case .notJSON(let error): error.description
        case .notAnObject: "a message is no JSON object"
        case .missingMethod: "a call names no method"
        case .wrongType(let key): "'\(key)' has a wrong type"
        case .unknownKey(let key): "'\(key)' is no key of a message"
        case .moreAndOneway: "'more' and 'oneway' exclude each other"
        case .upgradeRefused: "'upgrade' is not supported"
        case .unexpectedContinues: "'continues' where no further reply may come"
        }
    }
}
