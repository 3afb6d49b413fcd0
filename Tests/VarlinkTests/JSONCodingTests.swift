import Testing
import Varlink

private struct Outer: Codable, Hashable {
    enum Kind: String, Codable { case one, two }

    struct Inner: Codable, Hashable {
        var number: Int
        var label: String?
    }

    var kind: Kind
    var inner: [Inner]
    var byName: [String: Inner]
    var set: [String: Empty]
    var anything: JSONValue
    var sparse: [Int?]
    var ratio: Double
    var absent: Int?
    var small: UInt8
}

@Suite("Swift values and JSON values")
struct JSONCodingTests {
    private let outer = Outer(
        kind: .two, inner: [.init(number: 1), .init(number: -2, label: "x")], byName: ["n": .init(number: 3)],
        set: ["a": Empty()], anything: ["free": [1, nil]], sparse: [1, nil, 3], ratio: 2, absent: nil,
        small: 255)

    private func decodeError<T: Decodable>(_ type: T.Type, _ value: JSONValue) -> JSONCodingError? {
        do throws(JSONCodingError) {
            _ = try JSONValueDecoder().decode(type, from: value)
            return nil
        } catch {
            return error
        }
    }

    @Test("A struct is written with its members in order, without those that are nil")
    func encode() throws {
        let value = try JSONValueEncoder().encode(outer)
        #expect(
            value == [
                "kind": "two", "inner": [["number": 1], ["number": -2, "label": "x"]],
                "byName": ["n": ["number": 3]],
                "set": ["a": [:]], "anything": ["free": [1, nil]], "sparse": [1, nil, 3], "ratio": 2.0,
                "small": 255,
            ])
        #expect(value.objectValue?.keys.first == "kind")
        #expect(value["absent"] == nil)
    }

    @Test("What was written is read back, and absent and null are both nil")
    func decode() throws {
        var value = try JSONValueEncoder().encode(outer)
        #expect(try JSONValueDecoder().decode(Outer.self, from: value) == outer)
        var object = try #require(value.objectValue)
        object["absent"] = .null
        object["ratio"] = 2
        object["somethingNew"] = true
        value = .object(object)
        #expect(try JSONValueDecoder().decode(Outer.self, from: value) == outer)
    }

    @Test("An error names the field by its whole path")
    func paths() throws {
        var object = try #require(try JSONValueEncoder().encode(outer).objectValue)
        object["inner"] = [["number": 1], ["number": "two"]]
        #expect(decodeError(Outer.self, .object(object))?.path == "inner[1].number")
        #expect(decodeError(Outer.self, .object(object))?.code == .wrongType)
        object["inner"] = [[:]]
        #expect(decodeError(Outer.self, .object(object))?.path == "inner[0].number")
        #expect(decodeError(Outer.self, .object(object))?.code == .missing)
        object["inner"] = []
        object["small"] = 256
        #expect(decodeError(Outer.self, .object(object))?.path == "small")
        object["small"] = 1
        object["kind"] = "three"
        #expect(decodeError(Outer.self, .object(object))?.path == "kind")
        object["kind"] = "one"
        object["ratio"] = nil
        #expect(decodeError(Outer.self, .object(object))?.path == "ratio")
        #expect(decodeError(Outer.self, [])?.path == "")
        #expect(decodeError(Int.self, 1.5)?.code == .wrongType)
    }

    @Test("A value that JSON cannot hold is an error at its field")
    func unencodable() {
        struct Large: Encodable { var count: UInt64 }
        struct Odd: Encodable { var ratio: [Double] }
        #expect(throws: JSONCodingError.self) { try JSONValueEncoder().encode(Large(count: .max)) }
        do throws(JSONCodingError) {
            _ = try JSONValueEncoder().encode(Odd(ratio: [1, .nan]))
            Issue.record("NaN was written")
        } catch {
            #expect(error.path == "ratio[1]")
            #expect(error.code == .outOfRange)
        }
    }

    @Test("Single values, empty structs and JSON values themselves pass through")
    func single() throws {
        #expect(try JSONValueEncoder().encode(5) == 5)
        #expect(try JSONValueEncoder().encode("x") == "x")
        #expect(try JSONValueEncoder().encode([true]) == [true])
        #expect(try JSONValueEncoder().encode(Empty()) == [:])
        #expect(try JSONValueEncoder().encode(JSONValue.null) == .null)
        #expect(try JSONValueDecoder().decode(JSONValue.self, from: ["a": 1]) == ["a": 1])
        #expect(try JSONValueDecoder().decode(Empty.self, from: [:]) == Empty())
        #expect(try JSONValueDecoder().decode([String: Int].self, from: ["a": 1]) == ["a": 1])
    }
}
