/// Why a stop covers more than was asked for. Whatever cannot be understood or held fails towards silence.
package enum Widening: UInt8, Sendable, CaseIterable {
    case none
    case tooManyScopes
    case nameTooLong
    case unreadable
    case unknownField
    case messageTooLong
    case namesNotKnownYet
    case tooManyNames
    case tooManyStops

    package var name: StaticName {
        switch self {
        case .none: "none"
        case .tooManyScopes: "tooManyScopes"
        case .nameTooLong: "nameTooLong"
        case .unreadable: "unreadable"
        case .unknownField: "unknownField"
        case .messageTooLong: "messageTooLong"
        case .namesNotKnownYet: "namesNotKnownYet"
        case .tooManyNames: "tooManyNames"
        case .tooManyStops: "tooManyStops"
        }
    }

    /// The reason in a person's words, after "stopped everything, because".
    package var words: StaticName {
        switch self {
        case .none: "it was asked for"
        case .tooManyScopes: "more than 8 scopes were given"
        case .nameTooLong: "a name in it is longer than 64 bytes"
        case .unreadable: "the message could not be read"
        case .unknownField: "the message has a field that is not known"
        case .messageTooLong: "the message is too long"
        case .namesNotKnownYet: "the names of accounts are not known yet"
        case .tooManyNames: "there are more names than can be looked up"
        case .tooManyStops: "more than 16 stops are engaged"
        }
    }
}
