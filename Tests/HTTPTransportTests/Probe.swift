import Foundation
import HTTPTransport
import Synchronization

/// Hooks that write down what they saw, and can be waited for.
final class Probe: Sendable {
    enum Happening: Hashable, Sendable {
        case opened, authorised, fullySent, willClose
    }

    private struct State {
        var happenings: [Happening] = []
        var openSockets: Set<Int32> = []
        var lastSocket: Int32 = -1
        var waiters: [(Happening, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var happenings: [Happening] { state.withLock { $0.happenings } }
    var openSockets: Set<Int32> { state.withLock { $0.openSockets } }
    var lastSocket: Int32 { state.withLock { $0.lastSocket } }

    func count(_ happening: Happening) -> Int { happenings.count { $0 == happening } }

    func waitUntil(_ happening: Happening) async {
        await withCheckedContinuation { continuation in
            let hasHappened = state.withLock { state in
                if state.happenings.contains(happening) { return true }
                state.waiters.append((happening, continuation))
                return false
            }
            if hasHappened { continuation.resume() }
        }
    }

    func hooks(authorise: Bool? = true, supervise: (@Sendable () -> HTTPSupervision)? = nil) -> HTTPHooks {
        var hooks = HTTPHooks(
            socketOpened: { socket in
                self.happened(.opened) { state in
                    state.openSockets.insert(socket)
                    state.lastSocket = socket
                }
                return true
            },
            socketWillClose: { socket in self.happened(.willClose) { $0.openSockets.remove(socket) } },
            requestFullySent: { self.happened(.fullySent) }, supervise: supervise)
        if let authorise {
            hooks.authorise = {
                self.happened(.authorised)
                return authorise
            }
        }
        return hooks
    }

    private func happened(_ happening: Happening, _ change: (inout sending State) -> Void = { _ in }) {
        let waiters = state.withLock { state in
            state.happenings.append(happening)
            change(&state)
            let waiters = state.waiters.filter { $0.0 == happening }
            state.waiters.removeAll { $0.0 == happening }
            return waiters
        }
        for waiter in waiters { waiter.1.resume() }
    }
}
