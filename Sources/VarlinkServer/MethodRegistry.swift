package import Varlink

/// Interfaces and what carries out their methods. It knows nothing of sockets: any transport can look a
/// call up here, and each call and each reply is checked against the interface's own text.
package struct MethodRegistry: Sendable {
    struct Bound: Sendable {
        let interface: InterfaceDescription
        let method: MethodDescription
        let handler: MethodHandler?
    }

    let service: ServiceInformation
    private(set) var interfaces: [InterfaceDescription] = []
    private var interfacesByName: [String: InterfaceDescription] = [:]
    private var methods: [String: Bound] = [:]

    /// `org.varlink.service` is in it from the beginning.
    package init(service: ServiceInformation) {
        self.service = service
        bind(ServiceInterface.description, [:])
    }

    /// A method without a handler answers `MethodNotImplemented`.
    package mutating func add(
        _ interface: InterfaceDescription, _ handlers: [String: MethodHandler]
    ) throws(RegistryError) {
        guard interfacesByName[interface.name] == nil else { throw .interfaceTwice(interface.name) }
        for (name, handler) in handlers {
            let fullName = "\(interface.name).\(name)"
            guard let method = interface.method(name) else { throw .noSuchMethod(fullName) }
            let isStreaming = if case .streaming = handler.kind { true } else { false }
            guard isStreaming == (method.more != .never) else {
                throw .handlerDoesNotFitMore(method: fullName)
            }
        }
        bind(interface, handlers)
    }

    private mutating func bind(_ interface: InterfaceDescription, _ handlers: [String: MethodHandler]) {
        interfaces.append(interface)
        interfacesByName[interface.name] = interface
        for method in interface.methods {
            methods["\(interface.name).\(method.name)"] = Bound(
                interface: interface, method: method, handler: handlers[method.name])
        }
    }

    package func interface(_ name: String) -> InterfaceDescription? { interfacesByName[name] }

    /// Finds the method and checks `more` and the parameters; what comes back is ready to run.
    package func prepare(_ call: Call) throws(MethodError) -> PreparedCall {
        guard let bound = methods[call.method] else { throw notFound(call.method) }
        guard let handler = bound.handler ?? ServiceInterface.handler(for: call.method, in: self) else {
            throw .methodNotImplemented(call.method)
        }
        if bound.method.more == .required, !call.more { throw .expectedMore }
        do throws(ParameterViolation) {
            try bound.interface.validate(call.parameters, as: bound.method.input)
        } catch {
            throw .invalidParameter(error.parameter)
        }
        return PreparedCall(
            call: call, interface: bound.interface, method: bound.method, handler: handler, registry: self)
    }

    private func notFound(_ method: String) -> MethodError {
        guard let dot = method.utf8.lastIndex(of: UInt8(ascii: ".")) else { return .methodNotFound(method) }
        let interface = String(method[..<dot])
        return interfacesByName[interface] == nil ? .interfaceNotFound(interface) : .methodNotFound(method)
    }

    /// Nil when the error may be sent: declared, with the parameters that its declaration has.
    func fault(in error: MethodError) -> String? {
        if error.name == MethodError.internalErrorName {
            return error.parameters == [:] ? nil : "has parameters"
        }
        guard let dot = error.name.utf8.lastIndex(of: UInt8(ascii: ".")),
            let interface = interfacesByName[String(error.name[..<dot])]
        else { return "is declared by no interface" }
        let bareName = String(error.name[error.name.utf8.index(after: dot)...])
        do throws(ParameterViolation) {
            try interface.validate(error.parameters, ofError: bareName)
            return nil
        } catch {
            return error.description
        }
    }
}
