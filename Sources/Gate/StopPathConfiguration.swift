/// Where stops come from.
package struct StopPathConfiguration: Sendable {
    package enum Listener: Sendable {
        /// A listening socket that systemd holds. It becomes ours.
        case descriptor(CInt)
        /// A socket file to be made, mode 0660. The process must hold the lock of its directory: what lies there is
        /// replaced.
        case path(String)
        case none
    }

    package var listener: Listener
    /// In each of these a file called `stop` is a stop.
    package var sentinelDirectories: [String]
    /// How long a stop waits for the disk before it is acknowledged as less than durable.
    package var diskWaitMilliseconds: UInt64 = 2_000
    /// A connection that says nothing for so long is closed.
    package var idleMilliseconds: UInt64 = 2_000

    package init(listener: Listener, sentinelDirectories: [String]) {
        self.listener = listener
        self.sentinelDirectories = sentinelDirectories
    }
}
