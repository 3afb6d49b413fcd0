import Glibc

/// The transfers under way. The order is: register the socket when it is opened, redeem the permit just before the
/// request leaves, `finish` before the socket is closed. A stop raises the number first and looks at this table
/// afterwards, under the same lock: so either the permit is refused, or the stop finds the transfer.
extension Gate {
    /// Nil when 256 transfers are under way: the request must not be sent.
    package func registerInFlight(_ post: PostFacts, descriptor: CInt) -> InFlightSlot? {
        transfers.register(post, descriptor: descriptor)
    }

    package func markFullySent(_ slot: InFlightSlot) {
        transfers.markFullySent(slot)
    }

    /// Before the descriptor is closed, and exactly once for each registered one.
    @discardableResult
    package func finish(_ slot: InFlightSlot) -> InFlightEnd {
        transfers.finish(slot)
    }

    /// Allocates; not for the stop thread.
    package func inFlight() -> [InFlightTransfer] {
        transfers.transfers()
    }
}
