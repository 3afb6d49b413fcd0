package import Varlink

/// An error that a method answers with: its full name and its parameters, both declared in an interface.
package struct MethodError: Error, Hashable, Sendable {
    /// What a client hears when the fault is ours. The interface of that name declares it without fields.
    package static let internalErrorName = "org.tocsin.Service.InternalError"

    package static let internalError = MethodError(internalErrorName)
    package static let permissionDenied = MethodError("org.varlink.service.PermissionDenied")
    package static let expectedMore = MethodError("org.varlink.service.ExpectedMore")
    /// The client left, or the server is shutting down. Never sent to anyone: there is nobody to hear it.
    package static let gone = MethodError("gone")

    package let name: String
    /// Always an object.
    package let parameters: JSONValue

    package init(_ name: String, _ parameters: JSONValue = [:]) {
        self.name = name
        self.parameters = parameters
    }

    package init(_ name: String, encoding parameters: some Encodable) {
        do throws(JSONCodingError) {
            self.init(name, try JSONValueEncoder().encode(parameters))
        } catch {
            self = .internalError
        }
    }

    package static func invalidParameter(_ field: String) -> MethodError {
        MethodError("org.varlink.service.InvalidParameter", ["parameter": .string(field)])
    }

    package static func interfaceNotFound(_ interface: String) -> MethodError {
        MethodError("org.varlink.service.InterfaceNotFound", ["interface": .string(interface)])
    }

    /// The full name, as systemd's servers have it.
    package static func methodNotFound(_ method: String) -> MethodError {
        MethodError("org.varlink.service.MethodNotFound", ["method": .string(method)])
    }

    package static func methodNotImplemented(_ method: String) -> MethodError {
        MethodError("org.varlink.service.MethodNotImplemented", ["method": .string(method)])
    }
}
