/// Where the caller takes part in a transfer. All of them run on the thread "tocsin-http", which serves every
/// other transfer too: a hook is short, never blocks and never waits for a transfer.
package struct HTTPHooks: Sendable {
    /// The last point before the request leaves: the place to consume a permit. Called at most once; false
    /// aborts. Its presence makes the request a publishing one, which always has a connection of its own.
    package var authorise: (@Sendable () -> Bool)?
    /// A socket was made, not yet connected; false refuses it. A name with several addresses opens several.
    /// Not called for a reusable connection, which outlives its transfer.
    package var socketOpened: (@Sendable (Int32) -> Bool)?
    /// Comes before close(2), once for each accepted socket; afterwards the number may belong to anybody.
    package var socketWillClose: (@Sendable (Int32) -> Void)?
    /// Every byte of the request was handed to the kernel. At most once.
    package var requestFullySent: (@Sendable () -> Void)?
    /// Asked at each turn of the loop, and soon after `wake()`.
    package var supervise: (@Sendable () -> HTTPSupervision)?

    package init(
        authorise: (@Sendable () -> Bool)? = nil,
        socketOpened: (@Sendable (Int32) -> Bool)? = nil,
        socketWillClose: (@Sendable (Int32) -> Void)? = nil,
        requestFullySent: (@Sendable () -> Void)? = nil,
        supervise: (@Sendable () -> HTTPSupervision)? = nil
    ) {
        self.authorise = authorise
        self.socketOpened = socketOpened
        self.socketWillClose = socketWillClose
        self.requestFullySent = requestFullySent
        self.supervise = supervise
    }
}
