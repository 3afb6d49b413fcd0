import TestSupport
import Testing
import Varlink

/// What must be true after each kill: the acknowledgements and the receiver's own list against the log.
struct KillLedger {
    private var lastChecked: Int64 = 0
    private var all = Acknowledged()
    private var mentions: Set<String> = []
    private var posts: Set<String> = []
    private var stops: Set<Int64> = []
    private var released: Set<Int64> = []
    /// The stops in force as the log goes on: all, or one account.
    private var engaged: [Int64: [String]] = [:]
    private var accounts: [String: String] = [:]
    private var started: [String: Int] = [:]
    private var outcomes: [String: String] = [:]

    mutating func add(_ round: Acknowledged) {
        all.mentions += round.mentions
        all.posts += round.posts
        all.stops += round.stops
        all.releases += round.releases
    }

    mutating func check(_ scope: DaemonScope, _ receiver: Receiver, _ where: String) throws {
        // The daemon goes on: what is sent meanwhile is in one list and not yet in the other.
        let before = try receiver.counts()
        var lines: [String] = []
        let parameters: JSONValue = ["from": .integer(lastChecked + 1), "personalData": true]
        try scope.client().callMore("org.tocsin.Log.Export", parameters) { reply, _ in
            lines += reply["lines"]?.arrayValue?.compactMap(\.stringValue) ?? []
            return .next
        }
        for line in lines {
            let event = try LoggedEvent(line)
            #expect(event.sequence == lastChecked + 1, "\(`where`): a gap before \(event.sequence)")
            lastChecked = event.sequence
            follow(event, `where`)
        }
        #expect(Set(all.mentions).subtracting(mentions).isEmpty, "\(`where`): acknowledged mentions are lost")
        #expect(Set(all.posts).subtracting(posts).isEmpty, "\(`where`): acknowledged posts are lost")
        #expect(Set(all.stops).subtracting(stops).isEmpty, "\(`where`): acknowledged stops are lost")
        #expect(Set(all.releases).subtracting(released).isEmpty, "\(`where`): acknowledged releases are lost")
        let inForce = Set(try scope.engagedEpochs())
        #expect(
            inForce == stops.subtracting(released), "\(`where`): what is in force is not what the log says")
        compare(before, try receiver.counts(), `where`)
    }

    private mutating func follow(_ event: LoggedEvent, _ where: String) {
        switch event.kind {
        case "mention.recorded":
            let isNew = mentions.insert(event.payload["id"]?.stringValue ?? "").inserted
            #expect(isNew, "\(`where`): a mention is recorded twice: \(event)")
        case "post.scheduled":
            posts.insert(event.post ?? "")
            accounts[event.post ?? ""] = event.payload["account"]?.stringValue
        case "stop.engaged":
            stops.insert(event.epoch ?? 0)
            engaged[event.epoch ?? 0] = event.payload["scopes"]?.arrayValue?.compactMap(\.stringValue) ?? []
        case "stop.released":
            released.insert(event.epoch ?? 0)
            engaged[event.epoch ?? 0] = nil
        case "post.dispatchStarted":
            let post = event.post ?? ""
            started[post, default: 0] += 1
            let covering = engaged.values.filter {
                $0.contains("all") || $0.contains("account:\(accounts[post] ?? "")")
            }
            #expect(covering.isEmpty, "\(`where`): \(post) was started under a stop")
        case "post.published", "post.failed", "post.outcomeUnknown": outcomes[event.post ?? ""] = event.kind
        case "post.held":
            for post in event.payload["posts"]?.arrayValue?.compactMap(\.stringValue) ?? []
            where started[post] != nil {
                outcomes[post] = event.kind
            }
        default: break
        }
    }

    private func compare(_ before: [String: Int], _ after: [String: Int], _ where: String) {
        for (post, count) in after { #expect(count == 1, "\(`where`): \(post) was sent \(count) times") }
        for post in before.keys {
            #expect(started[post] == 1, "\(`where`): \(post) was sent, and the log has no single start of it")
        }
        for (post, outcome) in outcomes {
            switch outcome {
            case "post.published":
                #expect(after[post] == 1, "\(`where`): \(post) is published, and did not arrive")
            case "post.failed", "post.held":
                #expect(after[post] == nil, "\(`where`): \(post) arrived: \(outcome)")
            default: break
            }
        }
    }

    func figures(_ scope: DaemonScope, _ receiver: Receiver) throws -> String {
        let unknown = outcomes.values.count { $0 == "post.outcomeUnknown" }
        let published = outcomes.values.count { $0 == "post.published" }
        return """
            \(lastChecked) events; acknowledged: \(all.mentions.count) mentions, \(all.posts.count) posts, \
            \(all.stops.count) stops, \(all.releases.count) releases; \(published) published, \(unknown) unknown, \
            \(try receiver.requests().count) requests at the receiver, each post at most once
            """
    }
}
