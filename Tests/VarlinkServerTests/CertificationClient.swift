import Testing
import Varlink

/// The client's side of `org.varlink.certification`: each answer is fed into the next call.
enum CertificationClient {
    private static let prefix = "org.varlink.certification."

    static func run(path: String) throws {
        let client = try VarlinkClient(connectingTo: path)
        let identifier = try #require(try client.call(prefix + "Start")["client_id"])
        var answer: JSONValue = [:]
        for step in [
            "Test01", "Test02", "Test03", "Test04", "Test05", "Test06", "Test07", "Test08", "Test09",
        ] {
            answer = try client.call(prefix + step, with(identifier, answer))
        }
        var replies: [JSONValue] = []
        var lastCount = 0
        let parameters = with(identifier, ["mytype": try #require(answer["mytype"])])
        try client.callMore(prefix + "Test10", parameters) { reply, isLast in
            replies.append(reply["string"] ?? .null)
            if isLast { lastCount += 1 }
            return .next
        }
        #expect(replies.count == 10)
        #expect(lastCount == 1)
        try client.oneway(prefix + "Test11", with(identifier, ["last_more_replies": .array(replies)]))
        #expect(try client.call(prefix + "End", ["client_id": identifier]) == ["all_ok": true])
    }

    private static func with(_ identifier: JSONValue, _ answer: JSONValue) -> JSONValue {
        var parameters = answer.objectValue ?? [:]
        parameters["client_id"] = identifier
        return .object(parameters)
    }
}
