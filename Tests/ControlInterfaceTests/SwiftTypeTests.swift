import ControlInterface
import Testing
import Varlink

@Suite("The Swift types are those of the interface files")
struct SwiftTypeTests {
    @Test("Every method of the files has a Swift type, and the other way round")
    func everyMethod() {
        let written = Interfaces.all.flatMap { interface in
            interface.methods.map { "\(interface.name).\($0.name)" }
        }
        let typed = ControlCatalogue.methods.map { $0.name }
        #expect(Set(written) == Set(typed))
        #expect(Set(typed).count == typed.count)
    }

    @Test("Every error of the files has a Swift type, and the other way round")
    func everyError() {
        let written = Interfaces.all.flatMap { interface in
            interface.errors.map { "\(interface.name).\($0.name)" }
        }
        let typed = ControlCatalogue.errors.map { $0.name }
        #expect(Set(written) == Set(typed))
    }

    @Test("Whether a method answers several times is said alike in both")
    func moreSupport() throws {
        for type in ControlCatalogue.methods {
            let described = try #require(Interfaces.named(type.interfaceName)?.method(type.bareName))
            #expect(described.more == type.more, "\(type.name)")
        }
    }

    @Test(
        "Parameters and replies go through the Swift types unchanged",
        arguments: InterfaceSamples.Extent.allCases)
    func roundTrip(extent: InterfaceSamples.Extent) throws {
        for type in ControlCatalogue.methods { try check(type, extent) }
    }

    @Test("Errors go through the Swift types unchanged", arguments: InterfaceSamples.Extent.allCases)
    func errorRoundTrip(extent: InterfaceSamples.Extent) throws {
        for type in ControlCatalogue.errors {
            let interface = try #require(Interfaces.named(ControlNames.interface(type.name)))
            let described = try #require(interface.error(ControlNames.bare(type.name)))
            let sample = InterfaceSamples(interface: interface).object(described.fields, extent)
            let encoded = try again(type, sample)
            #expect(encoded == sample, "\(type.name)")
            try interface.validate(encoded, ofError: described.name)
        }
    }

    private func check<Method: ControlMethod>(_ type: Method.Type, _ extent: InterfaceSamples.Extent) throws {
        let interface = try #require(Interfaces.named(type.interfaceName))
        let described = try #require(interface.method(type.bareName))
        let samples = InterfaceSamples(interface: interface)

        let call = samples.object(described.input, extent)
        let encodedCall = try again(Method.Parameters.self, call)
        #expect(encodedCall == call, "\(type.name), parameters")
        try interface.validate(encodedCall, of: described.name, .call)

        let reply = samples.object(described.output, extent)
        let encodedReply = try again(Method.Reply.self, reply)
        #expect(encodedReply == reply, "\(type.name), reply")
        try interface.validate(encodedReply, of: described.name, .reply)
    }

    /// Decodes and encodes again, and looks that the type has no field which the file does not know.
    private func again<Value: Codable>(_ type: Value.Type, _ json: JSONValue) throws -> JSONValue {
        let value = try JSONValueDecoder().decode(type, from: json)
        let encoded = try JSONValueEncoder().encode(value)
        let known = Set(json.objectValue?.keys ?? [])
        for child in Mirror(reflecting: value).children {
            guard let label = child.label else { continue }
            let isAbsent =
                Mirror(reflecting: child.value).displayStyle == .optional
                && Mirror(reflecting: child.value).children.isEmpty
            #expect(known.contains(label) || isAbsent, "\(type) has \(label)")
        }
        return encoded
    }
}
