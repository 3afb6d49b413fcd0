import Synchronization

/// A permit for a C callback that may be called again: the second call is refused.
package final class PermitBox<R: Realm>: @unchecked Sendable {
    private let isTaken = Atomic<Bool>(false)
    private var permit: Permit<R>?

    package init(_ permit: consuming Permit<R>) {
        self.permit = consume permit
    }

    package func redeemOnce(sending text: TextHash) -> Bool {
        // The exchange gives the permit to one caller alone.
        guard !isTaken.exchange(true, ordering: .sequentiallyConsistent) else { return false }
        guard let taken = permit.take() else { return false }
        return taken.redeem(sending: text)
    }
}
