/// Who caused an event.
package struct Actor: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A person on this host, known by the kernel's word for the other end of the socket.
        case person
        /// The daemon itself: a rule, a timer, a start.
        case daemon
        /// A persona of a drill, played by a facilitator.
        case persona
        /// Something fed from outside: an import, a scenario's inject.
        case inject
    }

    package var kind: Kind
    package var uid: UInt32?
    /// The uid of the login session (`/proc/PID/loginuid`), which survives `sudo`.
    package var loginUid: UInt32?
    /// The user's name when the configuration was applied, or the persona's name.
    package var name: String

    package init(kind: Kind, uid: UInt32? = nil, loginUid: UInt32? = nil, name: String) {
        self.kind = kind
        self.uid = uid
        self.loginUid = loginUid
        self.name = name
    }

    package static let daemon = Actor(kind: .daemon, name: "tocsind")
}
