/// What other threads ask of the transport's thread. The lock is never held across a system call.
final class Mailbox: Sendable {
    struct PendingTransfer: Sendable {
        let id: HTTPTransferID
        let request: HTTPRequest
        let hooks: HTTPHooks
        let continuation: CheckedContinuation<HTTPOutcome, Never>
    }

    struct AbortRequest: Sendable {
        var code: HTTPFailure.Code
        var onlyIfNotFullySent: Bool
    }

    /// Everything that was asked since the last look.
    struct Work {
        var starts: [PendingTransfer] = []
        var aborts: [HTTPTransferID: AbortRequest] = [:]
        var abortAll: AbortRequest?
        var stops = false
    }

    private struct State {
        var work = Work()
        /// Waiting or live: bounds all that this mailbox can hold.
        var known: Set<HTTPTransferID> = []
        var hasEnded = false
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let transfersMax: Int
    private let wakeEvent: WakeEvent
    private let state = PosixMutex(State())

    init(transfersMax: Int, wakeEvent: WakeEvent) {
        self.transfersMax = transfersMax
        self.wakeEvent = wakeEvent
    }

    func submit(_ transfer: PendingTransfer) {
        let refusal = state.withLock { state -> HTTPFailure.Code? in
            if state.hasEnded || state.work.stops { return .transportStopped }
            if state.known.contains(transfer.id) { return .invalidRequest }
            if state.known.count >= transfersMax { return .overloaded }
            state.known.insert(transfer.id)
            state.work.starts.append(transfer)
            return nil
        }
        if let refusal {
            transfer.continuation.resume(returning: .notSent(HTTPFailure(refusal)))
        } else {
            wakeEvent.signal()
        }
    }

    /// An unknown id has ended already and is ignored.
    func abort(_ id: HTTPTransferID, _ request: AbortRequest) {
        let isKnown = state.withLock { state in
            guard state.known.contains(id) else { return false }
            state.work.aborts[id] = Self.stronger(state.work.aborts[id], request)
            return true
        }
        if isKnown { wakeEvent.signal() }
    }

    func abortAll(_ request: AbortRequest) {
        state.withLock { $0.work.abortAll = Self.stronger($0.work.abortAll, request) }
        wakeEvent.signal()
    }

    func stop(waiter: CheckedContinuation<Void, Never>?) {
        let hasEnded = state.withLock { state in
            if state.hasEnded { return true }
            state.work.stops = true
            if let waiter { state.stopWaiters.append(waiter) }
            return false
        }
        if hasEnded { waiter?.resume() }
        wakeEvent.signal()
    }

    /// For the thread: takes what has come. Requests that arrive later signal the event again.
    func take() -> Work {
        wakeEvent.drain()
        return state.withLock { state in
            let work = state.work
            state.work = Work()
            state.work.stops = work.stops
            return work
        }
    }

    /// For the thread: this transfer is over, its id is free.
    func forget(_ id: HTTPTransferID) {
        state.withLock { state in
            state.known.remove(id)
            state.work.aborts[id] = nil
        }
    }

    /// For the thread: its last act.
    func end() {
        let waiters = state.withLock { state in
            let waiters = state.stopWaiters
            state.hasEnded = true
            state.stopWaiters = []
            return waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private static func stronger(_ old: AbortRequest?, _ new: AbortRequest) -> AbortRequest {
        guard let old, !old.onlyIfNotFullySent else { return new }
        return old
    }
}
