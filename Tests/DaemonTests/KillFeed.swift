import Glibc
import TestSupport
import Varlink

/// One client of a daemon that is about to be killed. It ends when the daemon does.
struct KillFeed: Sendable {
    let scope: DaemonScope
    let round: Int
    let feeder: Int
    let seed: UInt64

    func run(_ acknowledged: AcknowledgedBox) {
        var random = SeededGenerator(seed: seed)
        let client: VarlinkClient
        do throws(VarlinkClientError) {
            client = try scope.client()
        } catch {
            return
        }
        var number = 0
        while true {
            number += 1
            do throws(VarlinkClientError) {
                try step(number, client, &random, acknowledged)
            } catch .errorReply {
                // A refusal, such as a release that another client completed, is an answer.
                continue
            } catch {
                return
            }
        }
    }

    private func step(
        _ number: Int, _ client: VarlinkClient, _ random: inout SeededGenerator,
        _ acknowledged: AcknowledgedBox
    ) throws(VarlinkClientError) {
        let name = "r\(round)-f\(feeder)-\(number)"
        switch (feeder, Int.random(in: 0..<40, using: &random)) {
        // A person counts the held posts before a release: nobody may add to them meanwhile.
        case (0, _) where acknowledged.isStopped: try release(client, acknowledged)
        case (1, _) where acknowledged.isStopped: _ = try client.call("org.tocsin.Service.Status")
        case (0, 0): try stop(client, &random, acknowledged)
        case (2, _): try importMentions(name, client, &random, acknowledged)
        default: try schedule(name, client, &random, acknowledged)
        }
    }

    private func importMentions(
        _ name: String, _ client: VarlinkClient, _ random: inout SeededGenerator,
        _ acknowledged: AcknowledgedBox
    ) throws(VarlinkClientError) {
        let ids = (0..<Int.random(in: 1...8, using: &random)).map { "\(name)-\($0)" }
        let lines = ids.map { id -> JSONValue in
            .string(
                #"{"source":"kill","id":"\#(id)","author":"@x","text":"stuck in the tunnel","occurredAt":"2026-01-01T00:00:00Z"}"#
            )
        }
        let reply = try client.call(
            "org.tocsin.Mention.Import", ["lines": .array(lines), "firstLine": 1, "mode": "live"])
        guard reply["recorded"]?.integerValue == Int64(ids.count) else { return }
        acknowledged.withLock { $0.mentions += ids }
    }

    private func schedule(
        _ name: String, _ client: VarlinkClient, _ random: inout SeededGenerator,
        _ acknowledged: AcknowledgedBox
    ) throws(VarlinkClientError) {
        let due = Moment.after(milliseconds: .random(in: 20...500, using: &random))
        let account = ["a", "b", "c"].randomElement(using: &random) ?? "a"
        let new: JSONValue = [
            "post": .string(name), "account": .string(account), "text": .string("Text of \(name)"),
            "dueAt": .string(due),
        ]
        _ = try client.call("org.tocsin.Post.Schedule", ["newPost": new])
        acknowledged.withLock { $0.posts.append(name) }
        usleep(UInt32.random(in: 0...8_000, using: &random))
    }

    private func stop(
        _ client: VarlinkClient, _ random: inout SeededGenerator,
        _ acknowledged: AcknowledgedBox
    ) throws(VarlinkClientError) {
        let scopes: JSONValue = Bool.random(using: &random) ? ["all"] : ["account:a"]
        let reply = try client.call("org.tocsin.Stop.Engage", ["scopes": scopes])
        if let epoch = reply["epoch"]?.integerValue { acknowledged.withLock { $0.stops.append(epoch) } }
        acknowledged.setStopped(true)
    }

    private func release(
        _ client: VarlinkClient, _ acknowledged: AcknowledgedBox
    ) throws(VarlinkClientError) {
        let stops = try client.call("org.tocsin.Stop.List")["stops"]?.arrayValue ?? []
        guard let epoch = stops.last(where: { $0["released"]?.boolValue == false })?["epoch"]?.integerValue
        else { return }
        let held = try client.call("org.tocsin.Stop.GetReceipt", ["epoch": .integer(epoch)])["receipt"]?[
            "heldByAccount"]
        let count = (held?.arrayValue ?? []).reduce(0) { $0 + ($1["count"]?.integerValue ?? 0) }
        let reply = try client.call(
            "org.tocsin.Stop.Release",
            ["epoch": .integer(epoch), "passphrase": "correct horse battery", "heldCount": .integer(count)])
        if reply["outcome"]?.stringValue == "released" { acknowledged.withLock { $0.releases.append(epoch) } }
    }
}
