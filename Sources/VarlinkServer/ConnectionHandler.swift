internal import NIOCore
internal import Varlink

/// One connection, on its event loop: frames in, one call at a time, replies out, in order. While a call
/// runs, further calls wait here up to a limit, and beyond it in the client's socket.
final class ConnectionHandler: ChannelInboundHandler, ChannelOutboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Running {
        case nothing
        case single
        case streaming(Task<Void, Never>)
    }

    private let registry: MethodRegistry
    private let limits: Limits
    private let jsonLimits: JSONLimits
    private let peer: Peer
    private let identifier: UInt64
    private let table: ConnectionTable
    private let observe: @Sendable (ServerEvent) -> Void
    private let outbound: Outbound

    private var context: ChannelHandlerContext?
    private var handle: ConnectionHandle?
    private var splitter: FrameSplitter
    private var running = Running.nothing
    private var isProcessing = false
    private var isInputClosed = false
    /// Nothing more is read or begun; the connection ends when all replies are out.
    private var isClosing = false
    private var isReadWanted = false
    private var watch: ConnectionWatch

    init(
        registry: MethodRegistry, limits: Limits, peer: Peer, identifier: UInt64, table: ConnectionTable,
        observe: @escaping @Sendable (ServerEvent) -> Void
    ) {
        self.registry = registry
        self.limits = limits
        jsonLimits = JSONLimits(bytesMax: limits.frameBytesMax, depthMax: limits.jsonDepthMax)
        self.peer = peer
        self.identifier = identifier
        self.table = table
        self.observe = observe
        outbound = Outbound(bytesMax: limits.writeBufferBytesMax)
        splitter = FrameSplitter(frameBytesMax: limits.frameBytesMax)
        watch = ConnectionWatch(limits: limits)
    }

    // MARK: What the channel tells

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let handle = ConnectionHandle(self, eventLoop: context.eventLoop)
        self.handle = handle
        if !table.register(identifier, handle) { isClosing = true }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        scheduleIdleCheck()
        if isClosing { closeWhenDone() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { splitter.append($0) }
        process()
    }

    /// Reading stops while too much waits; what is not read waits in the client's socket.
    func read(context: ChannelHandlerContext) {
        if canRead {
            context.read()
        } else {
            isReadWanted = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            isInputClosed = true
            process()
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        watch.cancel()
        outbound.markGone()
        if case .streaming(let task) = running { task.cancel() }
        // What was received whole is carried out even though nobody hears of it: a client may send a
        // 'oneway' call and leave.
        process()
        context.fireChannelInactive()
    }

    /// Also when the channel never became active.
    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        outbound.markGone()
        leaveTableWhenDone()
    }

    // MARK: Calls

    private var canRead: Bool {
        !isClosing && splitter.waitingFrames < limits.pendingCallsMax
            && (splitter.waitingFrames == 0 || splitter.waitingBytes <= limits.frameBytesMax)
    }

    private var isRunning: Bool {
        if case .nothing = running { false } else { true }
    }

    /// Begins the next calls until one takes a task of its own, or nothing waits, or the client must read.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        repeat {
            while canBegin, beginNext() {}
            // The client may take it all at once, and there is room again.
            flush()
        } while canBegin && splitter.waitingFrames > 0
        isProcessing = false
        if isInputClosed, splitter.waitingFrames == 0 { isClosing = true }
        if context == nil {
            leaveTableWhenDone()
        } else if isClosing {
            closeWhenDone()
        } else {
            resumeReading()
        }
    }

    private var canBegin: Bool { !isRunning && !isClosing && !outbound.isFull }

    private func beginNext() -> Bool {
        let limits = jsonLimits
        do throws(ProtocolViolation) {
            let call = try splitter.next { frame throws(ProtocolViolation) in
                try Call(frame: frame, limits: limits)
            }
            guard let call else { return false }
            begin(call)
            return true
        } catch {
            if !outbound.isGone { observe(.protocolViolated(error, peer: peer)) }
            isClosing = true
            return false
        }
    }

    private func begin(_ call: Call) {
        watch.noteActivity()
        let context = CallContext(
            peer: peer, connection: identifier, method: call.method, more: call.more, oneway: call.oneway)
        let prepared: PreparedCall
        do throws(MethodError) {
            prepared = try registry.prepare(call)
        } catch {
            answer(Reply(error: error.name, parameters: error.parameters), to: call)
            return
        }
        let observe = self.observe
        let report: @Sendable (String) -> Void = { fault in
            observe(.internalError(method: context.method, detail: fault, peer: context.peer))
        }
        if let reply = prepared.runImmediately(context, fault: report) {
            answer(reply, to: call)
        } else {
            start(prepared, context)
        }
    }

    private func start(_ prepared: PreparedCall, _ context: CallContext) {
        guard let handle else { return }
        if prepared.isStreaming, outbound.isGone { return }
        let sink = ConnectionSink(outbound: outbound, handle: handle, observe: observe)
        let task = Task {
            let reply = await prepared.run(context, sink: sink)
            handle.run { $0.finished(prepared.call, reply) }
        }
        running = prepared.isStreaming ? .streaming(task) : .single
    }

    private func finished(_ call: Call, _ reply: Reply?) {
        running = .nothing
        watch.noteActivity()
        if let reply { answer(reply, to: call) } else { isClosing = true }
        process()
        scheduleIdleCheck()
    }

    private func answer(_ reply: Reply, to call: Call) {
        guard !call.oneway else { return }
        _ = outbound.append(reply)
    }

    // MARK: Writing and closing

    func flush() {
        let bytes = outbound.take()
        guard !bytes.isEmpty, let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: bytes.count)
        buffer.writeBytes(bytes)
        let promise = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in bound.value.wrote(bytes.count) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: promise)
        if outbound.waitingBytes > 0 { scheduleStallCheck() }
    }

    private func wrote(_ count: Int) {
        outbound.wrote(count)
        watch.noteProgress()
        guard !isProcessing else { return }
        process()
        scheduleIdleCheck()
    }

    private func resumeReading() {
        guard isReadWanted, canRead else { return }
        isReadWanted = false
        context?.read()
    }

    private func closeWhenDone() {
        guard !isRunning, outbound.waitingBytes == 0 else { return }
        context?.close(promise: nil)
    }

    /// After the channel is gone: the place in the table is free when the last call has ended.
    private func leaveTableWhenDone() {
        guard !isRunning else { return }
        table.remove(identifier)
    }

    /// A running call is finished and answered, a stream is cancelled, nothing new is begun.
    func beginShutdown() {
        isClosing = true
        if case .streaming(let task) = running { task.cancel() }
        closeWhenDone()
    }

    /// Cut off by us: what still waits is not begun either.
    func closeNow() {
        isClosing = true
        context?.close(promise: nil)
    }

    // MARK: Time

    private func scheduleIdleCheck() {
        guard let context, !isRunning else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        watch.scheduleIdleCheck(on: context.eventLoop) { bound.value.idleCheckFired() }
    }

    private func idleCheckFired() {
        let isIdle = !isRunning && outbound.waitingBytes == 0
        if watch.idleCheckFired(isIdle: isIdle) {
            isClosing = true
            closeWhenDone()
        } else if isIdle {
            scheduleIdleCheck()
        }
    }

    private func scheduleStallCheck() {
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        watch.scheduleStallCheck(on: context.eventLoop) { bound.value.stallCheckFired() }
    }

    private func stallCheckFired() {
        let isWaiting = outbound.waitingBytes > 0
        if watch.stallCheckFired(isWaiting: isWaiting) {
            observe(.clientStalled(peer: peer))
            closeNow()
        } else if isWaiting {
            scheduleStallCheck()
        }
    }
}
