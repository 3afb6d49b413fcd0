import Synchronization

@testable import Gate

/// What the racing threads share.
final class RaceContext: Sendable {
    let gate: Gate<Live>
    let ready = Semaphore()
    let done = Semaphore()
    let go = Atomic<Bool>(false)
    let isEngaged = Atomic<Bool>(false)
    let violations = Atomic<Int>(0)

    init(gate: Gate<Live>) { self.gate = gate }

    /// Redeems permits that were all given before the stop, until one is refused.
    func redeemAll() {
        let boxes = (0..<200).compactMap { _ in gate.box(for: Facts.post()) }
        ready.post()
        while !go.load(ordering: .acquiring) {}
        for box in boxes {
            let wasEngaged = isEngaged.load(ordering: .sequentiallyConsistent)
            guard box.redeemOnce(sending: Facts.hash(1)) else { break }
            if wasEngaged { violations.add(1, ordering: .relaxed) }
        }
        done.post()
    }

    /// Sends as an outbox does: register, redeem, and when that went well the stop must have cut it.
    func send(on descriptor: CInt) {
        let permit = gate.permit(for: Facts.post())
        ready.post()
        guard let permit, let slot = gate.registerInFlight(Facts.post(), descriptor: descriptor) else {
            violations.add(1, ordering: .relaxed)
            return done.post()
        }
        let isSent = permit.redeem(sending: Facts.hash(1))
        while !isEngaged.load(ordering: .sequentiallyConsistent) {}
        if isSent, gate.finish(slot) == .undisturbed { violations.add(1, ordering: .relaxed) }
        done.post()
    }
}
