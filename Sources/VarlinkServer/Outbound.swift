internal import Synchronization
internal import Varlink

/// Replies on their way from any task to the connection's event loop. Bytes gather while the loop is busy
/// and leave in one write; beyond the limit the sender waits until the client has taken half.
final class Outbound: Sendable {
    private struct State {
        var gathered: [UInt8] = []
        var inFlight = 0
        var isFlushScheduled = false
        var isGone = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let bytesMax: Int
    private let state = Mutex(State())

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Bytes that the client has not taken.
    var waitingBytes: Int { state.withLock { $0.gathered.count + $0.inFlight } }
    var isGone: Bool { state.withLock { $0.isGone } }
    var isFull: Bool { state.withLock { !$0.isGone && $0.gathered.count + $0.inFlight >= bytesMax } }

    enum Appended {
        case gone
        /// The caller has the loop call `take` soon.
        case mustSchedule(isFull: Bool)
        case isScheduled(isFull: Bool)
    }

    func append(_ reply: Reply) -> Appended {
        state.withLock { state in
            if state.isGone { return .gone }
            reply.encode(into: &state.gathered)
            let isFull = state.gathered.count + state.inFlight >= bytesMax
            if state.isFlushScheduled { return .isScheduled(isFull: isFull) }
            state.isFlushScheduled = true
            return .mustSchedule(isFull: isFull)
        }
    }

    /// What is to be written now; it counts as waiting until `wrote` says otherwise.
    func take() -> [UInt8] {
        state.withLock { state in
            state.isFlushScheduled = false
            defer { state.gathered = [] }
            state.inFlight += state.gathered.count
            return state.gathered
        }
    }

    func wrote(_ count: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.inFlight -= count
            guard state.gathered.count + state.inFlight <= bytesMax / 2 else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Nobody listens any longer: what waits is dropped, whoever waits goes on.
    func markGone() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.isGone = true
            state.gathered = []
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when there is room, when the client is gone, or when the task is cancelled.
    func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    let isFull = state.gathered.count + state.inFlight > bytesMax / 2
                    guard isFull, !state.isGone, !Task.isCancelled, state.waiter == nil else { return false }
                    state.waiter = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
