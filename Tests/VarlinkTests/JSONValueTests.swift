import Testing
import Varlink

@Suite("JSON values")
struct JSONValueTests {
    @Test("The compact form keeps the order and escapes what must be escaped")
    func compact() {
        let value: JSONValue = ["b": [1, 2.0, nil], "a": "q\"\\\n\u{1}é", "c": [:], "d": []]
        #expect(value.text == #"{"b":[1,2.0,null],"a":"q\"\\\n\u0001é","c":{},"d":[]}"#)
        #expect(value.objectValue.map { JSONValue.object($0.sortedByKey()).text.hasPrefix(#"{"a""#) } == true)
    }

    @Test("The pretty form is for people")
    func pretty() {
        let value: JSONValue = ["a": [1, ["b": true]], "empty": [:], "none": []]
        #expect(
            value.prettyPrinted() == """
                {
                  "a": [
                    1,
                    {
                      "b": true
                    }
                  ],
                  "empty": {},
                  "none": []
                }
                """)
    }

    @Test("Equality and hash do not see the order of members")
    func equality() {
        let one: JSONValue = ["a": 1, "b": 2]
        let other: JSONValue = ["b": 2, "a": 1]
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
        #expect(one != ["a": 1, "b": 3])
        #expect(one != ["a": 1, "c": 2])
        #expect(JSONValue.integer(1) != .float(1))
    }

    @Test("Members can be set, replaced and removed, in a small object and a large one", arguments: [3, 500])
    func mutation(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["k\(number)"] = .integer(Int64(number)) }
        object["k1"] = "new"
        object["k2"] = nil
        #expect(object.count == count - 1)
        #expect(object["k1"] == "new")
        #expect(object["k2"] == nil)
        let wasNew = object.append("k0", 1)
        #expect(!wasNew)
        #expect(object["k\(count - 1)"] == (count > 3 ? .integer(Int64(count - 1)) : nil))
    }

    @Test("A float stays a float, and what is no number is null")
    func floats() throws {
        for number in [1.0, -0.0, 1e300, .leastNonzeroMagnitude, 0.1, 1e16] {
            #expect(try JSONValue(parsing: JSONValue.float(number).text) == .float(number))
        }
        #expect(JSONValue.float(.nan).text == "null")
        #expect(JSONValue.float(.infinity).text == "null")
    }
}
