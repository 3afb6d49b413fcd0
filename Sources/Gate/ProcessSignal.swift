/// A signal that does not stop anything and is passed on.
package enum ProcessSignal: UInt8, Sendable {
    /// SIGTERM or SIGINT.
    case terminate
    /// SIGHUP.
    case reload
}
