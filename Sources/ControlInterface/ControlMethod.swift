package import Varlink

/// A method of the control channel: its full name and the Swift types of what goes in and comes out.
package protocol ControlMethod: Sendable {
    associatedtype Parameters: Codable & Sendable
    associatedtype Reply: Codable & Sendable

    /// With the interface, as it stands on the wire.
    static var name: String { get }

    /// Whether a call may, or must, ask for more than one reply.
    static var more: MoreSupport { get }
}

extension ControlMethod {
    package static var more: MoreSupport { .never }

    /// `Engage` of `org.tocsin.Stop.Engage`.
    package static var bareName: String { ControlNames.bare(name) }

    /// `org.tocsin.Stop` of `org.tocsin.Stop.Engage`.
    package static var interfaceName: String { ControlNames.interface(name) }
}
