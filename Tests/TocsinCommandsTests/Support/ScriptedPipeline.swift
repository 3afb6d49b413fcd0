@testable import TocsinCommands
import Varlink

/// A pipeline whose answers are made from the calls.
final class ScriptedPipeline: CallPipeline {
    private(set) var sent: [JSONValue] = []
    private(set) var mostOnTheirWay = 0
    private var received = 0
    private let reply: (_ index: Int, _ parameters: JSONValue) throws(VarlinkClientError) -> JSONValue

    init(_ reply: @escaping (_ index: Int, _ parameters: JSONValue) throws(VarlinkClientError) -> JSONValue) {
        self.reply = reply
    }

    func send(_ method: String, _ parameters: JSONValue) throws(VarlinkClientError) {
        sent.append(parameters)
        mostOnTheirWay = max(mostOnTheirWay, sent.count - received)
    }

    func receive() throws(VarlinkClientError) -> JSONValue {
        defer { received += 1 }
        return try reply(received, sent[received])
    }
}
