@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

/// A control channel with answers prepared for each method. What is sent is checked against the interface files.
final class ScriptedChannel: ControlChannel {
    enum Step {
        case replies([JSONValue])
        case failure(VarlinkClientError)
    }

    private(set) var calls: [(method: String, parameters: JSONValue)] = []
    private var steps: [String: [Step]] = [:]

    func answer<Method: ControlMethod>(_ method: Method.Type, _ replies: Method.Reply...) throws {
        let encoded = try replies.map { try JSONValueEncoder().encode($0) }
        steps[Method.name, default: []].append(.replies(encoded))
    }

    func fail<Method: ControlMethod>(_ method: Method.Type, _ error: VarlinkClientError) {
        steps[Method.name, default: []].append(.failure(error))
    }

    func refuse<Method: ControlMethod>(
        _ method: Method.Type, code: String, _ message: String, next: String? = nil
    ) {
        var parameters: JSONObject = ["code": .string(code), "message": .string(message)]
        if let next { parameters["next"] = .string(next) }
        fail(method, .errorReply(name: ServiceInterface.Refused.name, parameters: .object(parameters)))
    }

    func parameters<Method: ControlMethod>(of method: Method.Type) -> JSONValue? {
        calls.last { $0.method == Method.name }?.parameters
    }

    func call(
        _ method: String, _ parameters: JSONValue, timeout: Duration?
    ) throws(VarlinkClientError) -> JSONValue {
        let replies = try take(method, parameters)
        guard let reply = replies.last else { throw .closed }
        return reply
    }

    func callMore(
        _ method: String, _ parameters: JSONValue, timeout: VarlinkClient.Timeout,
        _ onReply: (_ reply: JSONValue, _ isLast: Bool) -> VarlinkClient.Flow
    ) throws(VarlinkClientError) {
        let replies = try take(method, parameters)
        for (index, reply) in replies.enumerated() {
            if onReply(reply, index == replies.count - 1) == .stop { return }
        }
    }

    func close() {}

    private func take(_ method: String, _ parameters: JSONValue) throws(VarlinkClientError) -> [JSONValue] {
        calls.append((method, parameters))
        check(method, parameters)
        guard var waiting = steps[method], !waiting.isEmpty else {
            throw .noSocket(path: "unscripted \(method)")
        }
        let step = waiting.count > 1 ? waiting.removeFirst() : waiting[0]
        steps[method] = waiting
        switch step {
        case .replies(let replies): return replies
        case .failure(let error): throw error
        }
    }

    private func check(_ method: String, _ parameters: JSONValue) {
        guard let interface = Interfaces.named(ControlNames.interface(method)) else { return }
        do throws(ParameterViolation) {
            try interface.validate(parameters, of: ControlNames.bare(method), .call)
        } catch {
            Issue.record("\(method) was called with wrong parameters: \(error)")
        }
    }
}
