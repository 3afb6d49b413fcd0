/// How a transfer ended, as far as the gate is concerned.
package enum InFlightEnd: Hashable, Sendable {
    case undisturbed
    /// The stop of this number shut the connection down.
    case cut(by: UInt64)
}
