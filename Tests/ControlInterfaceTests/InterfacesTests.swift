import ControlInterface
import Testing
import Varlink

@Suite("The embedded interface files")
struct InterfacesTests {
    @Test("All of them parse, and carry the names they are asked for by")
    func parse() throws {
        #expect(Interfaces.all.count == 11)
        for interface in Interfaces.all {
            #expect(interface.name.hasPrefix("org.tocsin."))
            #expect(Interfaces.named(interface.name)?.text == interface.text)
            #expect(!interface.documentation.isEmpty, "\(interface.name) says what it is for")
        }
        #expect(Interfaces.named("org.tocsin.Nothing") == nil)
    }

    @Test("The text is the file's, byte for byte")
    func text() {
        #expect(Interfaces.embeddedTexts() == Interfaces.all.map(\.text))
        #expect(Interfaces.embeddedTexts().allSatisfy { $0.hasSuffix("\n") })
    }

    @Test("Full names are taken apart at the last dot")
    func names() {
        #expect(ControlNames.bare("org.tocsin.Stop.Engage") == "Engage")
        #expect(ControlNames.interface("org.tocsin.Stop.Engage") == "org.tocsin.Stop")
        #expect(StopInterface.Engage.bareName == "Engage")
        #expect(StopInterface.Engage.interfaceName == StopInterface.name)
    }

    @Test("A full sample shows a wrong type: the check is not blind")
    func notBlind() throws {
        let interface = try #require(Interfaces.named(StopInterface.name))
        #expect(throws: ParameterViolation.self) {
            try interface.validate(["epoch": "seven"], of: "GetReceipt", .call)
        }
        #expect(throws: (any Error).self) {
            _ = try JSONValueDecoder().decode(
                StopInterface.GetReceipt.Parameters.self, from: ["epoch": "seven"])
        }
    }
}
