package import CrisisModel
package import Varlink

/// Why an event happened: the chain of its causes, without a gap, down to a person, a source, the daemon's start or a
/// declared time.
package struct Why: Hashable, Sendable {
    package enum Limits {
        /// Nodes of one answer. What lies behind them is counted, never silently left out.
        package static let nodesMax = 5_000
        /// Posts of one event that are followed to their scheduling.
        package static let postsPerEventMax = 100
    }

    /// How an event rests on another.
    package enum Relation: String, Sendable, CaseIterable {
        case cause, scheduling, text, due, approval, hold, dispatch, account, stop, proposal, crisis
        case firing, rule, mention, score, alert, task, drill, clock, configuration, start

        var isAboutOnePost: Bool {
            switch self {
            case .scheduling, .text, .due, .approval, .hold, .dispatch: true
            default: false
            }
        }

        /// For people: an event, this word, the other event.
        package var words: String {
            switch self {
            case .cause: "caused by"
            case .scheduling: "scheduled by"
            case .text: "text from"
            case .due: "due by"
            case .approval: "approved by"
            case .hold: "held by"
            case .dispatch: "sent by"
            case .account: "on the account of"
            case .stop: "under the stop"
            case .proposal: "proposed by"
            case .crisis: "in the crisis"
            case .firing: "on the firing"
            case .rule: "by the rule of"
            case .mention: "counting"
            case .score: "scored by"
            case .alert: "about the alert"
            case .task: "about the task"
            case .drill: "in the drill"
            case .clock: "by the clock of"
            case .configuration: "under the configuration"
            case .start: "since the start"
            }
        }
    }

    package struct Link: Hashable, Sendable {
        package var relation: Relation
        package var sequence: UInt64
    }

    /// Where a chain ends.
    package enum Origin: Hashable, Sendable {
        case person(Actor)
        /// A role of a drill, played by whoever the uid is.
        case persona(Actor)
        case source(String)
        /// The time for which a post was declared.
        case timer(EventTime)
        case start
        /// The daemon's own measurement or act, where the log holds no start.
        case daemon

        package var words: String {
            switch self {
            case .person(let actor): "person \(Why.named(actor))"
            case .persona(let actor): "persona \(Why.named(actor))"
            case .source(let name): "source \(name)"
            case .timer(let time): "its time, \(time.rfc3339)"
            case .start: "the daemon's start"
            case .daemon: "the daemon"
            }
        }

        package var word: String {
            switch self {
            case .person: "person"
            case .persona: "persona"
            case .source: "source"
            case .timer: "timer"
            case .start: "start"
            case .daemon: "daemon"
            }
        }
    }

    package struct Node: Hashable, Sendable {
        package var sequence: UInt64
        package var kind: EventKind
        package var realm: RealmID
        package var at: EventTime
        package var actor: Actor
        package var summary: String
        package var origin: Origin?
        /// As it is recorded; it is among the links, under the word that says most.
        package var causation: UInt64?
        package var links: [Link]
    }

    package var event: UInt64
    /// By sequence. The links make a tree of them; what several rest on stands once.
    package var nodes: [UInt64: Node]
    /// Events that are linked to and were left out, since there were more than `nodesMax`.
    package var omitted: Int

    static func named(_ actor: Actor) -> String {
        let ids =
            (actor.uid.map { ["uid \($0)"] } ?? []) + (actor.loginUid.map { ["login uid \($0)"] } ?? [])
        return actor.name + (ids.isEmpty ? "" : " (\(ids.joined(separator: ", ")))")
    }

    /// The tree, indented. A node that was shown already is named and not unfolded again.
    package var lines: [String] {
        var lines: [String] = []
        var shown: Set<UInt64> = []
        // Own stack: a chain may be as deep as it has nodes.
        var stack: [(link: Link?, sequence: UInt64, depth: Int)] = [(nil, event, 0)]
        while let next = stack.popLast() {
            let indent = String(repeating: "  ", count: min(next.depth, 20))
            let word = next.link.map { $0.relation.words + " " } ?? ""
            guard let node = nodes[next.sequence] else {
                lines.append("\(indent)\(word)\(next.sequence) (left out)")
                continue
            }
            guard shown.insert(next.sequence).inserted else {
                lines.append("\(indent)\(word)\(next.sequence) \(node.kind.name) (above)")
                continue
            }
            let realm = node.realm.isLive ? "" : "EXERCISE (\(node.realm)) "
            let end = node.origin.map { "  <- \($0.words)" } ?? ""
            lines.append(
                "\(indent)\(word)\(node.sequence) \(node.at.rfc3339) \(realm)\(node.kind.name): \(node.summary)\(end)"
            )
            for link in node.links.reversed() { stack.append((link, link.sequence, next.depth + 1)) }
        }
        if omitted > 0 { lines.append("\(omitted) further events are left out.") }
        return lines
    }

    package var json: JSONValue {
        .object(
            JSONObject([
                ("event", .integer(Int64(event))),
                ("nodes", .array(nodes.values.sorted { $0.sequence > $1.sequence }.map(Self.json))),
                ("omitted", .integer(Int64(omitted))),
            ]))
    }

    private static func json(_ node: Node) -> JSONValue {
        var object = JSONObject([
            ("sequence", .integer(Int64(node.sequence))), ("kind", .string(node.kind.name)),
            ("realm", .integer(Int64(node.realm.number))), ("at", .string(node.at.rfc3339)),
            ("actor", json(node.actor)), ("summary", .string(node.summary)),
            (
                "links",
                .array(
                    node.links.map {
                        .object(
                            JSONObject([
                                ("relation", .string($0.relation.rawValue)),
                                ("sequence", .integer(Int64($0.sequence))),
                            ]))
                    })
            ),
        ])
        if let cause = node.causation { object["causation"] = .integer(Int64(cause)) }
        if let origin = node.origin {
            object["origin"] = .object(
                JSONObject([("kind", .string(origin.word)), ("words", .string(origin.words))]))
        }
        return .object(object)
    }

    private static func json(_ actor: Actor) -> JSONValue {
        var object = JSONObject([("kind", .string(actor.kind.rawValue)), ("name", .string(actor.name))])
        if let uid = actor.uid { object["uid"] = .integer(Int64(uid)) }
        if let uid = actor.loginUid { object["loginUid"] = .integer(Int64(uid)) }
        return .object(object)
    }
}
