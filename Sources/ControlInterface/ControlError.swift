/// An error that the daemon can answer with, and what it carries.
package protocol ControlError: Codable, Hashable, Sendable {
    /// With the interface, as it stands on the wire.
    static var name: String { get }
}
