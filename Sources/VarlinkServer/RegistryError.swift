/// Why an interface and its handlers do not belong together; a fault of ours, found at start.
package enum RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    case interfaceTwice(String)
    case noSuchMethod(String)
    /// A streaming handler for a method whose comment does not mention `more`, or the reverse.
    case handlerDoesNotFitMore(method: String)

    package var description: String {
        switch self {
        case .interfaceTwice(let name): "the interface \(name) is registered twice"
        case .noSuchMethod(let name): "there is no method \(name) to handle"
        case .handlerDoesNotFitMore(let method):
            "\(method): a streaming handler and the comment [Supports 'more' flag] or [Requires 'more' flag] go together"
        }
    }
}
