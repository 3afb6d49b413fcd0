internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Varlink

/// Serves a registry on one Unix stream socket. It holds no more than its limits say, and nothing that a
/// client sends can end it.
package final class Server: Sendable {
    package enum Endpoint: Sendable, Hashable {
        /// Bound and listening, from the service manager; the server closes it.
        case descriptor(Int32)
        /// Made here. A file left behind by a dead process is replaced, a living one never.
        case path(String, mode: UInt32 = 0o660)
    }

    private struct Running: Sendable {
        let group: MultiThreadedEventLoopGroup
        let listener: any Channel
        let file: ListeningSocket.File?
    }

    private enum State {
        case new
        case starting
        case running(Running)
        case ended
    }

    private let registry: MethodRegistry
    private let limits: Limits
    private let observe: @Sendable (ServerEvent) -> Void
    private let table: ConnectionTable
    private let state = Mutex(State.new)

    package init(
        registry: MethodRegistry, limits: Limits = Limits(),
        observe: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) {
        self.registry = registry
        self.limits = limits
        self.observe = observe
        table = ConnectionTable(limits: limits)
    }

    package var connectionCount: Int { table.count }

    /// Returns when clients can connect.
    package func start(on endpoint: Endpoint) async throws(ServerError) {
        let isFirst = state.withLock { state in
            guard case .new = state else { return false }
            state = .starting
            return true
        }
        guard isFirst else { throw .alreadyStarted }
        let socket =
            switch endpoint {
            case .descriptor(let descriptor): try ListeningSocket(inherited: descriptor)
            case .path(let path, let mode): try ListeningSocket(path: path, mode: mode)
            }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: limits.eventLoopThreads)
        do {
            let listener = try await bootstrap(group).withBoundSocket(socket.descriptor).get()
            let running = Running(group: group, listener: listener, file: socket.file)
            state.withLock { $0 = .running(running) }
        } catch {
            if let file = socket.file { ListeningSocket.removeFile(file) }
            try? await group.shutdownGracefully()
            throw .transport(String(describing: error))
        }
    }

    /// Accepts nobody from now on. Running single calls are finished and answered, streams are cancelled,
    /// then connections close; whoever is left after the stated time is cut off.
    package func shutDown(within time: Duration) async {
        let running = state.withLock { state -> Running? in
            guard case .running(let running) = state else { return nil }
            state = .ended
            return running
        }
        guard let running else { return }
        if let file = running.file { ListeningSocket.removeFile(file) }
        try? await running.listener.close()
        let connections = table.beginShutdown()
        for connection in connections { connection.run { $0.beginShutdown() } }
        let table = self.table
        let cutOff = running.group.next().scheduleTask(in: TimeAmount(time)) {
            for connection in connections { connection.run { $0.closeNow() } }
            table.giveUpWaiting()
        }
        await table.waitUntilEmpty()
        cutOff.cancel()
        guard table.count == 0 else {
            // A handler that does not end still needs its event loop when it does; the loops end after it.
            Task {
                await table.waitUntilEmpty()
                try? await running.group.shutdownGracefully()
            }
            return
        }
        try? await running.group.shutdownGracefully()
    }

    private func bootstrap(_ group: MultiThreadedEventLoopGroup) -> ServerBootstrap {
        let observe = self.observe
        return ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptGuard(observe: observe))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try admit(channel) }
            }
    }

    private func admit(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let peer = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            Peer(descriptor: $0)
        }
        guard case .some(.some(let peer)) = peer else {
            observe(.connectionRefused(.noCredentials, peer: nil))
            try pipeline.addHandler(RefusedConnection())
            return
        }
        switch table.admit(peer) {
        case .failure(let refused):
            observe(.connectionRefused(refused.reason, peer: peer))
            try pipeline.addHandler(RefusedConnection())
        case .success(let identifier):
            let handler = ConnectionHandler(
                registry: registry, limits: limits, peer: peer, identifier: identifier, table: table,
                observe: observe)
            try pipeline.addHandler(handler)
        }
    }
}
