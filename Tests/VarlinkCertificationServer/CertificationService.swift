import Synchronization
import Varlink
package import VarlinkServer

/// Carries out `org.varlink.certification`: every call must bring exactly what the previous one answered.
package final class CertificationService: Sendable {
    private static let prefix = "org.varlink.certification."
    private static let pi = 3.141592653589793

    /// The method that each client must call next.
    private struct State {
        var nextStep: [String: String] = [:]
        var clients = 0
    }

    private let state = Mutex(State())

    package init() {}

    package static func registry() throws -> MethodRegistry {
        let service = CertificationService()
        var registry = MethodRegistry(
            service: ServiceInformation(
                vendor: "Tocsin", product: "Certification", version: "1", url: "https://varlink.org"))
        let interface = try InterfaceDescription.parse(
            CertificationInterface.text, allowingKeywordFields: true)
        try registry.add(interface, service.handlers)
        return registry
    }

    /// What each step is called with besides the client's id, and what it answers.
    private static let steps: [(method: String, wants: JSONValue, answer: JSONValue)] = [
        ("Test01", [:], ["bool": true]),
        ("Test02", ["bool": true], ["int": 1]),
        ("Test03", ["int": 1], ["float": 1.0]),
        ("Test04", ["float": 1.0], ["string": "ping"]),
        ("Test05", ["string": "ping"], four),
        ("Test06", four, ["struct": four]),
        ("Test07", ["struct": four], ["map": map]),
        ("Test08", ["map": map], ["set": set]),
        ("Test09", ["set": set], ["mytype": myType]),
    ]

    private static let four: JSONValue = [
        "bool": false, "int": 2, "float": .float(pi), "string": "a lot of string",
    ]
    private static let map: JSONValue = ["foo": "Foo", "bar": "Bar"]
    private static let set: JSONValue = ["one": [:], "two": [:], "three": [:]]
    private static let myType: JSONValue = [
        "object": ["method": "org.varlink.certification.Test09", "parameters": ["map": map]],
        "enum": "two",
        "struct": ["first": 1, "second": "2"],
        "array": ["one", "two", "three"],
        "dictionary": map,
        "stringset": set,
        "nullable": nil,
        "nullable_array_struct": nil,
        "interface": [
            "foo": [nil, ["foo": "foo", "bar": "bar"], nil, ["one": "foo", "two": "bar"]],
            "anon": ["foo": true, "bar": false],
        ],
    ]
    private static let moreReplies = (1...10).map { JSONValue.string("Reply number \($0)") }

    private var handlers: [String: MethodHandler] {
        var handlers: [String: MethodHandler] = [:]
        handlers["Start"] = .immediate { (_, _) throws(MethodError) in
            ["client_id": .string(self.newClient())]
        }
        for (position, step) in Self.steps.enumerated() {
            let next = position + 1 < Self.steps.count ? Self.steps[position + 1].method : "Test10"
            handlers[step.method] = .reply { (context, parameters) async throws(MethodError) in
                try self.advance(context, parameters, to: next, wants: step.wants)
                return step.answer
            }
        }
        handlers["Test10"] = .stream { (context, parameters, stream) async throws(MethodError) in
            try self.advance(context, parameters, to: "Test11", wants: ["mytype": Self.myType])
            for text in Self.moreReplies.dropLast() { try await stream.send(["string": text]) }
            try stream.finish(["string": Self.moreReplies[9]])
        }
        handlers["Test11"] = .reply { (context, parameters) async throws(MethodError) in
            guard context.oneway else { throw Self.mismatch(["oneway": true], ["oneway": false]) }
            try self.advance(
                context, parameters, to: "End", wants: ["last_more_replies": .array(Self.moreReplies)])
            return [:]
        }
        handlers["End"] = .immediate { (context, parameters) throws(MethodError) in
            try self.advance(context, parameters, to: "", wants: [:])
            return ["all_ok": true]
        }
        return handlers
    }

    private func newClient() -> String {
        state.withLock { state in
            state.clients += 1
            let identifier = "client-\(state.clients)"
            state.nextStep[identifier] = "Test01"
            return identifier
        }
    }

    private func advance(
        _ context: CallContext, _ parameters: JSONValue, to next: String, wants: JSONValue
    ) throws(MethodError) {
        let identifier = parameters["client_id"]?.stringValue ?? ""
        let step = context.method.dropFirst(Self.prefix.count)
        let expected = state.withLock { state in
            defer { state.nextStep[identifier] = next }
            return state.nextStep[identifier]
        }
        guard let expected else { throw MethodError(Self.prefix + "ClientIdError") }
        guard expected == step else {
            throw Self.mismatch(["method": .string(expected)], ["method": .string(String(step))])
        }
        var got = parameters.objectValue ?? [:]
        got["client_id"] = nil
        guard Self.withoutNulls(.object(got)) == Self.withoutNulls(wants) else {
            throw Self.mismatch(wants, .object(got))
        }
    }

    /// A client may write 1 for 1.0 and leave out what is null.
    private static func withoutNulls(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            var kept = JSONObject()
            for (key, value) in object where !value.isNull { kept[key] = withoutNulls(value) }
            return .object(kept)
        case .array(let elements): return .array(elements.map(withoutNulls))
        case .integer(let integer): return .float(Double(integer))
        default: return value
        }
    }

    private static func mismatch(_ wants: JSONValue, _ got: JSONValue) -> MethodError {
        MethodError(prefix + "CertificationError", ["wants": wants, "got": got])
    }
}
