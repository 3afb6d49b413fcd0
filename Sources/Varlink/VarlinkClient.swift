/// A blocking client: one connection, one call at a time, in order. It is for a command line tool and for
/// tests; it checks what a server sends as strictly as our server checks what a client sends.
package final class VarlinkClient {
    package static let timeoutDefault: Duration = .seconds(45)
    /// systemd's limit for one message.
    package static let frameBytesMaxDefault = 16 * 1024 * 1024
    private static let receiveBytes = 64 * 1024

    /// What to do after one of several replies.
    package enum Flow: Sendable { case next, stop }

    /// How long to wait for each of several replies.
    package enum Timeout: Sendable {
        case connection
        case never
        case after(Duration)
    }

    private let timeout: Duration
    private let limits: JSONLimits
    private var splitter: FrameSplitter
    private var buffer = [UInt8](repeating: 0, count: receiveBytes)
    private var socket: Connection

    private enum Connection: ~Copyable {
        case open(ClientSocket)
        case closed
    }

    package init(
        connectingTo path: String, timeout: Duration = timeoutDefault,
        frameBytesMax: Int = frameBytesMaxDefault
    ) throws(VarlinkClientError) {
        self.timeout = timeout
        limits = JSONLimits(bytesMax: frameBytesMax)
        splitter = FrameSplitter(frameBytesMax: frameBytesMax)
        socket = .open(try ClientSocket.connected(to: path, within: timeout))
    }

    package func close() { socket = .closed }

    package func call(
        _ method: String, _ parameters: JSONValue = [:], timeout: Duration? = nil
    ) throws(VarlinkClientError) -> JSONValue {
        let deadline = ClientSocket.Deadline(timeout ?? self.timeout)
        try send(Call(method: method, parameters: parameters), by: deadline)
        let reply = try receive(by: deadline)
        guard !reply.continues else { throw broken(.unexpectedContinues) }
        return try Self.parameters(of: reply)
    }

    package func call<Returned: Decodable>(
        _ method: String, _ parameters: some Encodable, returning type: Returned.Type = Returned.self,
        timeout: Duration? = nil
    ) throws(VarlinkClientError) -> Returned {
        let encoded: JSONValue
        do throws(JSONCodingError) {
            encoded = try JSONValueEncoder().encode(parameters)
        } catch {
            throw .encoding(error)
        }
        let reply = try call(method, encoded, timeout: timeout)
        do throws(JSONCodingError) {
            return try JSONValueDecoder().decode(type, from: reply)
        } catch {
            throw .decoding(error)
        }
    }

    /// Several replies to one call, each given to `onReply`. Stopping before the last one closes the
    /// connection, which is the only way that Varlink has.
    package func callMore(
        _ method: String, _ parameters: JSONValue = [:], timeout: Timeout = .connection,
        _ onReply: (_ reply: JSONValue, _ isLast: Bool) -> Flow
    ) throws(VarlinkClientError) {
        try send(Call(method: method, parameters: parameters, more: true), by: deadline(.connection))
        while true {
            let reply = try receive(by: deadline(timeout))
            let parameters = try Self.parameters(of: reply)
            let flow = onReply(parameters, !reply.continues)
            if !reply.continues { return }
            if flow == .stop {
                close()
                return
            }
        }
    }

    /// The server answers nothing, not even an error.
    package func oneway(_ method: String, _ parameters: JSONValue = [:]) throws(VarlinkClientError) {
        try send(Call(method: method, parameters: parameters, oneway: true), by: deadline(.connection))
    }

    private func deadline(_ timeout: Timeout) -> ClientSocket.Deadline {
        switch timeout {
        case .connection: ClientSocket.Deadline(self.timeout)
        case .never: ClientSocket.Deadline(nil)
        case .after(let duration): ClientSocket.Deadline(duration)
        }
    }

    private static func parameters(of reply: Reply) throws(VarlinkClientError) -> JSONValue {
        if let name = reply.error { throw .errorReply(name: name, parameters: reply.parameters) }
        return reply.parameters
    }

    /// After a broken or missing reply nobody knows which call the next one answers.
    private func broken(_ violation: ProtocolViolation) -> VarlinkClientError {
        close()
        return .protocolViolation(violation)
    }

    private func send(_ call: Call, by deadline: ClientSocket.Deadline) throws(VarlinkClientError) {
        var bytes: [UInt8] = []
        call.encode(into: &bytes)
        do throws(VarlinkClientError) {
            switch socket {
            case .open(let socket): try socket.send(bytes, by: deadline)
            case .closed: throw .closed
            }
        } catch {
            close()
            throw error
        }
    }

    private func receive(by deadline: ClientSocket.Deadline) throws(VarlinkClientError) -> Reply {
        while true {
            do throws(ProtocolViolation) {
                let limits = self.limits
                let reply = try splitter.next { frame throws(ProtocolViolation) in
                    try Reply(frame: frame, limits: limits)
                }
                if let reply { return reply }
            } catch {
                throw broken(error)
            }
            let count: Int
            do throws(VarlinkClientError) {
                switch socket {
                case .open(let socket): count = try socket.receive(into: &buffer, by: deadline)
                case .closed: throw .closed
                }
            } catch {
                close()
                throw error
            }
            guard count > 0 else {
                close()
                throw .closed
            }
            buffer.withUnsafeBytes { splitter.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
