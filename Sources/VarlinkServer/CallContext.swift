/// What a handler knows of a call besides its parameters.
package struct CallContext: Sendable {
    package let peer: Peer
    /// Counts up with every connection of a server.
    package let connection: UInt64
    /// The full name, interface and method.
    package let method: String
    package let more: Bool
    package let oneway: Bool

    package init(peer: Peer, connection: UInt64, method: String, more: Bool = false, oneway: Bool = false) {
        self.peer = peer
        self.connection = connection
        self.method = method
        self.more = more
        self.oneway = oneway
    }
}
