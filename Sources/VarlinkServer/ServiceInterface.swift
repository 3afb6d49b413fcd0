internal import Varlink

/// `org.varlink.service`, which every Varlink service has: what it is, what it offers, and in which words.
enum ServiceInterface {
    static let name = "org.varlink.service"

    static let description: InterfaceDescription = {
        do throws(IDLError) {
            return try InterfaceDescription.parse(text, allowingKeywordFields: true)
        } catch {
            preconditionFailure("the text below does not parse: \(error)")
        }
    }()

    static func handler(for method: String, in registry: MethodRegistry) -> MethodHandler? {
        switch method {
        case "org.varlink.service.GetInfo":
            return .immediate { (_, _) throws(MethodError) in
                let service = registry.service
                return [
                    "vendor": .string(service.vendor), "product": .string(service.product),
                    "version": .string(service.version), "url": .string(service.url),
                    "interfaces": .array(registry.interfaces.map { .string($0.name) }),
                ]
            }
        case "org.varlink.service.GetInterfaceDescription":
            return .immediate { (_, parameters) throws(MethodError) in
                let name = parameters["interface"]?.stringValue ?? ""
                guard let interface = registry.interface(name) else { throw .interfaceNotFound(name) }
                return ["description": .string(interface.text)]
            }
        default:
            return nil
        }
    }

    private static let text = """
        # Every Varlink service has this interface: it describes the service and the interfaces that it
        # offers.
        interface org.varlink.service

        # Describes the service and lists its interfaces.
        method GetInfo() -> (
          # Who made the service
          vendor: string,
          # Which service it is
          product: string,
          # Its version
          version: string,
          # Where to read more about it
          url: string,
          # The names of its interfaces
          interfaces: []string
        )

        # Returns the description of an interface, in this language.
        method GetInterfaceDescription(
          # The name of the interface
          interface: string
        ) -> (
          # The text of the interface file
          description: string
        )

        # The interface is not one of this service.
        error InterfaceNotFound (
          # The name that was asked for
          interface: string
        )

        # The interface has no such method.
        error MethodNotFound (
          # The full name that was called
          method: string
        )

        # The interface declares the method, but this service does not carry it out.
        error MethodNotImplemented (
          # The full name that was called
          method: string
        )

        # A parameter is missing, unknown or of a wrong type.
        error InvalidParameter (
          # The name of the parameter
          parameter: string
        )

        # The caller may not call this method.
        error PermissionDenied ()

        # The method answers several times and is only called with the flag 'more'.
        error ExpectedMore ()

        """
}
