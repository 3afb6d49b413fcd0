import Testing
@testable import Varlink

@Suite("The interface language")
struct InterfaceDescriptionTests {
    static let text = """
        # What this is.
        # Second line.
        interface org.example.ftl-2

        # A place.
        type Coordinate (
          # Degrees
          latitude: float,
          longitude: ?float, # trailing words document nothing
          tags: [string](), next: ?Coordinate
        )
        type Mode (fast, slow)

        # Does not belong to what follows.

        # Travels.
        # [Supports 'more' flag]
        method Jump(to: Coordinate, modes: []Mode, options: [string]object) -> (done: bool, inline: (a: int, b: (x, y)))
        method Nothing()->()
        error Lost (where: ?Coordinate)
        error Old
        # the end
        """

    private func parse(_ body: String) throws(IDLError) -> InterfaceDescription {
        try InterfaceDescription.parse("interface org.example.x\n" + body)
    }

    private func error(_ text: String) -> String? {
        do throws(IDLError) {
            _ = try InterfaceDescription.parse(text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("Everything that the language has is read")
    func full() throws {
        let interface = try InterfaceDescription.parse(Self.text)
        #expect(interface.name == "org.example.ftl-2")
        #expect(interface.documentation == ["What this is.", "Second line."])
        #expect(interface.text == Self.text)
        #expect(interface.types.map(\.name) == ["Coordinate", "Mode"])
        #expect(interface.methods.map(\.name) == ["Jump", "Nothing"])
        #expect(interface.errors.map(\.name) == ["Lost", "Old"])
        guard case .structure(let coordinate) = interface.type("Coordinate")?.type else {
            Issue.record("not a structure")
            return
        }
        #expect(interface.type("Coordinate")?.documentation == ["A place."])
        #expect(coordinate.fields.map(\.name) == ["latitude", "longitude", "tags", "next"])
        #expect(coordinate.field("latitude")?.documentation == ["Degrees"])
        #expect(coordinate.field("tags")?.documentation == [])
        #expect(coordinate.field("tags")?.type == .map(.structure(StructType(fields: []))))
        #expect(coordinate.field("next")?.type == .nullable(.named("Coordinate")))
        #expect(interface.type("Mode")?.type == .enumeration(["fast", "slow"]))
        let jump = try #require(interface.method("Jump"))
        #expect(jump.documentation == ["Travels.", "[Supports 'more' flag]"])
        #expect(jump.more == .supported)
        #expect(jump.input.field("modes")?.type == .array(.named("Mode")))
        #expect(jump.input.field("options")?.type == .map(.object))
        #expect(interface.method("Nothing")?.more == .never)
        #expect(interface.error("Old")?.fields.fields == [])
    }

    @Test("The comment before a method says whether it answers several times")
    func more() throws {
        let interface = try parse(
            "# [Requires 'more' flag]\nmethod A()->()\n# Requires 'more' flag, or so.\nmethod B()->()")
        #expect(interface.method("A")?.more == .required)
        #expect(interface.method("B")?.more == .never)
    }

    @Test(
        "What is wrong is refused with line, column and reason",
        arguments: [
            ("", "1:1: expected 'interface', found the end of the text"),
            ("interface example", "1:11: 'example' is no interface name such as org.example.more"),
            ("interface org..x", "1:11: 'org..x' is no interface name such as org.example.more"),
            ("interface org.x-", "1:16: '-' is only part of '->'"),
            ("interface a.b\nmethod Foo() -> (", "2:18: expected a name, found the end of the text"),
            (
                "interface a.b\nmethod foo() -> ()",
                "2:8: 'foo' is no name: a capital letter, then letters and digits"
            ),
            ("interface a.b\nmethod Foo(a: int) ()", "2:20: expected '->', found '('"),
            ("interface a.b\n\n# x\nmethod Foo(a: Nope) -> ()", "4:15: there is no type 'Nope'"),
            ("interface a.b\nmethod Foo(a: nope) -> ()", "2:15: 'nope' is no type"),
            ("interface a.b\nmethod Foo(a: ??int) -> ()", "2:16: a type is nullable once"),
            ("interface a.b\nmethod Foo(a: [int]int) -> ()", "2:16: expected 'string', found 'int'"),
            ("interface a.b\nmethod Foo(a: int, a: int) -> ()", "2:20: 'a' is named a second time"),
            ("interface a.b\nmethod Foo(a: int, b) -> ()", "2:21: expected ':', found ')'"),
            ("interface a.b\nmethod Foo(a, b) -> ()", "2:11: fields are written as 'name: type'"),
            ("interface a.b\nmethod Foo(a: int,) -> ()", "2:19: expected a name, found ')'"),
            ("interface a.b\nmethod Foo(a: int b: int) -> ()", "2:19: expected ',', found 'b'"),
            (
                "interface a.b\nmethod Foo(_a: int) -> ()",
                "2:12: '_a' is no field name: a letter, then letters, digits and single '_'"
            ),
            (
                "interface a.b\nmethod Foo(a__b: int) -> ()",
                "2:12: 'a__b' is no field name: a letter, then letters, digits and single '_'"
            ),
            ("interface a.b\nmethod Foo(type: int) -> ()", "2:12: 'type' is a keyword of the language"),
            ("interface a.b\ntype T (one, interface)", "2:14: 'interface' is a keyword of the language"),
            ("interface a.b\ntype T (a: int)\nerror T ()", "3:7: 'T' is declared a second time"),
            ("interface a.b\nfoo", "2:1: expected 'type', 'method' or 'error', found 'foo'"),
            ("interface a.b\ntype T (a: int);", "2:16: unexpected ';'"),
            ("interface a.b\ntype T (a\u{e9}: int)", "2:10: unexpected byte 195"),
        ])
    func refused(text: String, expected: String) {
        #expect(error(text) == expected)
    }

    @Test("Keywords as field names are read where that is asked for")
    func keywords() throws {
        let text = "interface a.b\nmethod Get(interface: string, type: int) -> (error: bool)"
        let interface = try InterfaceDescription.parse(text, allowingKeywordFields: true)
        #expect(interface.method("Get")?.input.fields.map(\.name) == ["interface", "type"])
    }

    @Test("A text that nests types without end is refused")
    func depth() throws {
        let arrays = String(repeating: "[]", count: 1000)
        #expect(error("interface a.b\ntype T (a: \(arrays)int)")?.contains("nested deeper") == true)
        let structures = String(repeating: "(a: ", count: 1000)
        #expect(error("interface a.b\ntype T \(structures)")?.contains("nested deeper") == true)
        #expect(throws: IDLError.self) {
            try InterfaceDescription.parse(
                String(repeating: "#", count: InterfaceDescription.textBytesMax + 1))
        }
    }

    private func violation(_ value: JSONValue, _ direction: InterfaceDescription.Direction = .call) throws
        -> String?
    {
        let interface = try InterfaceDescription.parse(Self.text)
        do throws(ParameterViolation) {
            try interface.validate(value, of: "Jump", direction)
            return nil
        } catch {
            return "\(error.parameter) \(error.path) \(error.reason.rawValue)"
        }
    }

    @Test("Parameters that fit are let through")
    func fits() throws {
        let place: JSONValue = [
            "latitude": 1, "longitude": nil, "tags": ["a": [:]], "next": ["latitude": 1.5, "tags": [:]],
        ]
        #expect(
            try violation(["to": place, "modes": ["fast", "slow"], "options": ["x": ["free": [1]]]]) == nil)
        #expect(try violation(["done": true, "inline": ["a": 1, "b": "x"]], .reply) == nil)
    }

    @Test("What is missing, wrong or unknown is named, with the field at the top")
    func violations() throws {
        let place: JSONValue = ["latitude": 1, "tags": [:]]
        let cases: [(JSONValue, String)] = [
            (["modes": [], "options": [:]], "to to missing"),
            (["to": nil, "modes": [], "options": [:]], "to to wrong-type"),
            (["to": place, "modes": [], "options": [:], "extra": 1], "extra extra unknown"),
            (
                ["to": place, "modes": ["fast", "warp"], "options": [:]],
                "modes modes[1] unknown-enumeration-value"
            ),
            (["to": place, "modes": ["a": 1], "options": [:]], "modes modes wrong-type"),
            (["to": place, "modes": [1], "options": [:]], "modes modes[0] wrong-type"),
            (["to": place, "modes": [], "options": ["x": 1]], "options options.x wrong-type"),
            (
                ["to": ["latitude": "1", "tags": [:]], "modes": [], "options": [:]],
                "to to.latitude wrong-type"
            ),
            (
                ["to": ["latitude": 1, "tags": ["t": ["u": 1]]], "modes": [], "options": [:]],
                "to to.tags.t.u unknown"
            ),
            (
                ["to": ["latitude": 1, "tags": [:], "next": ["latitude": 1]], "modes": [], "options": [:]],
                "to to.next.tags missing"
            ),
        ]
        for (value, expected) in cases { #expect(try violation(value) == expected) }
        #expect(try violation(["done": 1, "inline": ["a": 1, "b": "x"]], .reply) == "done done wrong-type")
        #expect(
            try violation(["done": true, "inline": ["a": 1.0, "b": "x"]], .reply)
                == "inline inline.a wrong-type")
    }

    @Test("The parameters of errors are checked too")
    func errors() throws {
        let interface = try InterfaceDescription.parse(Self.text)
        try interface.validate([:], ofError: "Lost")
        #expect(throws: ParameterViolation.self) { try interface.validate(["where": 1], ofError: "Lost") }
        #expect(throws: ParameterViolation.self) { try interface.validate([:], ofError: "Unknown") }
        #expect(throws: ParameterViolation.self) { try interface.validate([:], of: "Unknown", .call) }
    }
}
