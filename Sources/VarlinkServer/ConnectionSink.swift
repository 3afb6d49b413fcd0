internal import Varlink

/// The replies of a streaming call on their way to one connection.
struct ConnectionSink: ReplySink {
    let outbound: Outbound
    let handle: ConnectionHandle
    let observe: @Sendable (ServerEvent) -> Void

    func send(_ reply: Reply) async throws(MethodError) {
        if Task.isCancelled { throw .gone }
        let isFull: Bool
        switch outbound.append(reply) {
        case .gone: throw .gone
        case .isScheduled(let full): isFull = full
        case .mustSchedule(let full):
            handle.run { $0.flush() }
            isFull = full
        }
        guard isFull else { return }
        await outbound.waitForRoom()
        if Task.isCancelled || outbound.isGone { throw .gone }
    }

    func report(_ context: CallContext, _ fault: String) {
        observe(.internalError(method: context.method, detail: fault, peer: context.peer))
    }
}
