/// What clients together, and one alone, can make the server hold. Every queue in it is bounded by one of
/// these.
package struct Limits: Sendable, Hashable {
    /// One message. systemd allows 16 MiB; no message of ours comes near a quarter of it.
    package var frameBytesMax = 4 * 1024 * 1024
    /// How deep a message may be nested.
    package var jsonDepthMax = 64
    /// All connections, of everybody.
    package var connectionsMax = 256
    /// The connections of one user. The rest is left for others.
    package var connectionsPerUserMax = 64
    /// Calls that one connection may have waiting behind the one that runs; more are not read from it.
    package var pendingCallsMax = 64
    /// How long a connection may stay without a call. A running call keeps it open.
    package var idleTimeMax: Duration = .seconds(600)
    /// Replies that wait for a slow client; beyond it streams pause and no further call is begun.
    package var writeBufferBytesMax = 1024 * 1024
    /// How long a client may take none of the bytes that wait for it.
    package var writeStallTimeMax: Duration = .seconds(30)
    /// Threads that serve connections. Two keep one long message from delaying everybody.
    package var eventLoopThreads = 2

    package init() {}
}
