package import Varlink

/// What an operator may want to read in the journal. Calls themselves are not among these. A hostile client
/// can cause many of them: whoever writes them down bounds their number.
package enum ServerEvent: Sendable {
    package enum Refusal: String, Sendable, CaseIterable {
        case tooManyConnections = "too-many-connections"
        case tooManyConnectionsOfUser = "too-many-connections-of-user"
        case noCredentials = "no-credentials"
        case shuttingDown = "shutting-down"
    }

    case connectionRefused(Refusal, peer: Peer?)
    case protocolViolated(ProtocolViolation, peer: Peer)
    /// It took nothing of what was sent for too long.
    case clientStalled(peer: Peer)
    /// A fault of ours: a reply or an error that does not fit the interface.
    case internalError(method: String, detail: String, peer: Peer)
    /// Out of descriptors or memory; tried again after a pause.
    case acceptFailed(detail: String)
}
