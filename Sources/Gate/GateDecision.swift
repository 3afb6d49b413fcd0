/// The answer to "may this post go out?".
package enum GateDecision: Sendable, Equatable {
    case permitted
    /// The earliest stop that holds it, by number.
    case held(by: UInt64)
    /// No, and there is no stop to name: the log has not been read yet, the gate was closed for good, or a stop is
    /// being engaged at this very moment. Ask again.
    case closed
}
