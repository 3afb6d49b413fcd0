internal import Synchronization

/// Who is connected: counts against the limits, and hands out what must be closed at the end. A connection
/// stays in it until its last call has ended too, so that leaving early frees no place for another call.
final class ConnectionTable: Sendable {
    private struct State {
        var nextIdentifier: UInt64 = 1
        var connections: [UInt64: (userID: UInt32, handle: ConnectionHandle?)] = [:]
        var countByUser: [UInt32: Int] = [:]
        var isShuttingDown = false
        var emptyWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let connectionsMax: Int
    private let connectionsPerUserMax: Int
    private let state = Mutex(State())

    init(limits: Limits) {
        connectionsMax = limits.connectionsMax
        connectionsPerUserMax = limits.connectionsPerUserMax
    }

    var count: Int { state.withLock { $0.connections.count } }

    /// The number of the connection, or why there is no place for it.
    func admit(_ peer: Peer) -> Result<UInt64, Refused> {
        state.withLock { state in
            if state.isShuttingDown { return .failure(Refused(reason: .shuttingDown)) }
            guard state.connections.count < connectionsMax else {
                return .failure(Refused(reason: .tooManyConnections))
            }
            let ofUser = state.countByUser[peer.userID, default: 0]
            guard ofUser < connectionsPerUserMax else {
                return .failure(Refused(reason: .tooManyConnectionsOfUser))
            }
            let identifier = state.nextIdentifier
            state.nextIdentifier += 1
            state.connections[identifier] = (peer.userID, nil)
            state.countByUser[peer.userID] = ofUser + 1
            return .success(identifier)
        }
    }

    struct Refused: Error {
        let reason: ServerEvent.Refusal
    }

    /// False when the server began to shut down in the meantime.
    func register(_ identifier: UInt64, _ handle: ConnectionHandle) -> Bool {
        state.withLock { state in
            state.connections[identifier]?.handle = handle
            return !state.isShuttingDown
        }
    }

    func remove(_ identifier: UInt64) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard let removed = state.connections.removeValue(forKey: identifier) else { return [] }
            let remaining = state.countByUser[removed.userID, default: 1] - 1
            state.countByUser[removed.userID] = remaining > 0 ? remaining : nil
            guard state.connections.isEmpty else { return [] }
            defer { state.emptyWaiters = [] }
            return state.emptyWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// From here on nobody is admitted. Returns who is there.
    func beginShutdown() -> [ConnectionHandle] {
        state.withLock { state in
            state.isShuttingDown = true
            return state.connections.values.compactMap(\.handle)
        }
    }

    func waitUntilEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.connections.isEmpty { return true }
                state.emptyWaiters.append(continuation)
                return false
            }
            if isEmpty { continuation.resume() }
        }
    }

    /// Whoever still waits stops waiting: the stated time is over.
    func giveUpWaiting() {
        let waiters = state.withLock { state in
            defer { state.emptyWaiters = [] }
            return state.emptyWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
