internal import Synchronization
package import Varlink

/// Where the replies of one call go, whatever carries them.
package protocol ReplySink: Sendable {
    /// Returns when the transport can take more; throws `MethodError.gone` when nobody listens any longer.
    func send(_ reply: Reply) async throws(MethodError)

    /// A fault of ours that a client must not see.
    func report(_ context: CallContext, _ fault: String)
}

/// The replies of a streaming method. Each is on its way when `send` returns, and a slow client makes `send`
/// wait; the last one, given to `finish`, is sent when the handler returns.
package struct ReplyStream: Sendable {
    private final class Last: Sendable {
        let value = Mutex<JSONValue?>(nil)
    }

    private let prepared: PreparedCall
    private let context: CallContext
    private let sink: any ReplySink
    private let lastReply = Last()

    init(prepared: PreparedCall, context: CallContext, sink: any ReplySink) {
        self.prepared = prepared
        self.context = context
        self.sink = sink
    }

    var last: JSONValue? { lastReply.value.withLock { $0 } }

    package func send(_ reply: JSONValue) async throws(MethodError) {
        guard context.more else { throw fault("several replies to a call without 'more'") }
        guard last == nil else { throw fault("a reply after the last one") }
        if let fault = prepared.fault(in: reply) {
            throw self.fault("the reply does not fit the interface: \(fault)")
        }
        try await sink.send(Reply(parameters: reply, continues: true))
    }

    package func send(encoding reply: some Encodable & Sendable) async throws(MethodError) {
        try await send(try MethodHandler.encode(reply))
    }

    /// At most once. A handler that returns without it ends with an empty reply, which fits only where all
    /// fields may be absent.
    package func finish(_ reply: JSONValue) throws(MethodError) {
        let isFirst = lastReply.value.withLock { last in
            guard last == nil else { return false }
            last = reply
            return true
        }
        guard isFirst else { throw fault("two last replies") }
    }

    package func finish(encoding reply: some Encodable & Sendable) throws(MethodError) {
        try finish(try MethodHandler.encode(reply))
    }

    private func fault(_ detail: String) -> MethodError {
        sink.report(context, detail)
        return .internalError
    }
}
