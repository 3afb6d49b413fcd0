internal import NIOCore

/// Stands in the listening channel: when accepting fails for want of descriptors or memory it waits a
/// second, instead of failing as fast as the processor can.
final class AcceptGuard: ChannelInboundHandler, ChannelOutboundHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = any Channel

    private static let pause = TimeAmount.seconds(1)

    private let observe: @Sendable (ServerEvent) -> Void
    private var isPausing = false
    private var isReadWanted = false

    init(observe: @escaping @Sendable (ServerEvent) -> Void) { self.observe = observe }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Only what comes from the system is about accepting; the rest is about one child.
        guard error is IOError, !isPausing else { return }
        observe(.acceptFailed(detail: String(describing: error)))
        isPausing = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.pause) {
            let (guarded, context) = bound.value
            guarded.isPausing = false
            guard guarded.isReadWanted else { return }
            guarded.isReadWanted = false
            context.read()
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPausing {
            isReadWanted = true
        } else {
            context.read()
        }
    }
}

/// Closes a connection for which there is no place as soon as it is there.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelActive(context: ChannelHandlerContext) { context.close(promise: nil) }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
