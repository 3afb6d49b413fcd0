internal import NIOCore

/// The two clocks of a connection. Each has at most one timer, set when something begins to wait and read
/// when it fires, so that a call costs no timer.
struct ConnectionWatch {
    private let idleTimeMax: TimeAmount
    private let stallTimeMax: TimeAmount
    private var lastActivity = NIODeadline.now()
    private var lastProgress = NIODeadline.now()
    private var idleCheck: Scheduled<Void>?
    private var stallCheck: Scheduled<Void>?

    init(limits: Limits) {
        idleTimeMax = TimeAmount(limits.idleTimeMax)
        stallTimeMax = TimeAmount(limits.writeStallTimeMax)
    }

    mutating func noteActivity() { lastActivity = .now() }
    mutating func noteProgress() { lastProgress = .now() }

    mutating func scheduleIdleCheck(on eventLoop: any EventLoop, _ fire: @escaping @Sendable () -> Void) {
        guard idleCheck == nil else { return }
        idleCheck = eventLoop.scheduleTask(deadline: lastActivity + idleTimeMax, fire)
    }

    /// True when the connection was idle for the whole time.
    mutating func idleCheckFired(isIdle: Bool) -> Bool {
        idleCheck = nil
        return isIdle && NIODeadline.now() >= lastActivity + idleTimeMax
    }

    mutating func scheduleStallCheck(on eventLoop: any EventLoop, _ fire: @escaping @Sendable () -> Void) {
        guard stallCheck == nil else { return }
        // Nothing waited before, so the wait begins now.
        lastProgress = .now()
        stallCheck = eventLoop.scheduleTask(in: stallTimeMax, fire)
    }

    /// True when the client took nothing for the whole time.
    mutating func stallCheckFired(isWaiting: Bool) -> Bool {
        stallCheck = nil
        return isWaiting && NIODeadline.now() >= lastProgress + stallTimeMax
    }

    mutating func cancel() {
        idleCheck?.cancel()
        stallCheck?.cancel()
        idleCheck = nil
        stallCheck = nil
    }
}
