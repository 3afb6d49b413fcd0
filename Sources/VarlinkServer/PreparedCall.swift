package import Varlink

/// A call whose method was found and whose parameters fit. Running it gives replies that fit too: one that
/// does not is reported and becomes an internal error, and never leaves the process.
package struct PreparedCall: Sendable {
    package let call: Call
    package let interface: InterfaceDescription
    package let method: MethodDescription
    let handler: MethodHandler
    private let registry: MethodRegistry

    init(
        call: Call, interface: InterfaceDescription, method: MethodDescription, handler: MethodHandler,
        registry: MethodRegistry
    ) {
        self.call = call
        self.interface = interface
        self.method = method
        self.handler = handler
        self.registry = registry
    }

    package var isStreaming: Bool {
        if case .streaming = handler.kind { true } else { false }
    }

    /// The reply of a handler that runs where it is called; nil for one that is a task.
    package func runImmediately(
        _ context: CallContext, fault: @Sendable (String) -> Void
    ) -> Reply? {
        guard case .immediate(let body) = handler.kind else { return nil }
        do throws(MethodError) {
            return checked(try body(context, call.parameters), fault)
        } catch {
            return reply(for: error, fault)
        }
    }

    /// Runs the handler; replies before the last go to `sink`, the last one is returned. Nil when there is
    /// nobody left to reply to.
    package func run(_ context: CallContext, sink: any ReplySink) async -> Reply? {
        let fault: @Sendable (String) -> Void = { sink.report(context, $0) }
        do throws(MethodError) {
            switch handler.kind {
            case .immediate(let body):
                return checked(try body(context, call.parameters), fault)
            case .single(let body):
                return checked(try await body(context, call.parameters), fault)
            case .streaming(let body):
                let stream = ReplyStream(prepared: self, context: context, sink: sink)
                try await body(context, call.parameters, stream)
                return checked(stream.last ?? [:], fault)
            }
        } catch {
            return error == .gone ? nil : reply(for: error, fault)
        }
    }

    /// Nil when the parameters are what the interface file says of a reply.
    func fault(in parameters: JSONValue) -> String? {
        do throws(ParameterViolation) {
            try interface.validate(parameters, as: method.output)
            return nil
        } catch {
            return error.description
        }
    }

    private func checked(_ parameters: JSONValue, _ report: @Sendable (String) -> Void) -> Reply {
        guard let fault = fault(in: parameters) else { return Reply(parameters: parameters) }
        report("the reply does not fit the interface: \(fault)")
        return Reply(error: MethodError.internalErrorName)
    }

    private func reply(for error: MethodError, _ report: @Sendable (String) -> Void) -> Reply {
        guard let fault = registry.fault(in: error) else {
            return Reply(error: error.name, parameters: error.parameters)
        }
        report("the error \(error.name) does not fit the interface: \(fault)")
        return Reply(error: MethodError.internalErrorName)
    }
}
