package import CrisisModel

/// Which events a replay shows. It is a fold of its own: to know which posts are an account's, it has to see their
/// scheduling, so every event goes through it from the first one on.
package struct ReplayFilter: Hashable, Sendable {
    private enum Condition: Hashable, Sendable {
        /// A kind (`post.held`) or a noun (`post`).
        case kind(String)
        case realm(RealmID)
        case drill(String)
        case account(AccountID)
        case post(PostID)
        case crisis(Int64)
        case stop(Int64)
        case actor(String)
        /// Somebody from outside, by the number that mentions carry.
        case author(Int64)
    }

    /// Of each name one must hold; of several names all.
    private var conditions: [String: [Condition]] = [:]
    private var accounts: [RealmID: [PostID: AccountID]] = [:]
    private var drills: [String: RealmID] = [:]
    /// Stops and crises by realm, kind and number: the sequences that opened them.
    private var stops: [RealmID: [Int64: UInt64]] = [:]
    private var crises: [RealmID: [Int64: UInt64]] = [:]
    /// Mentions of the authors that are asked for.
    private var mentions: Set<Int64> = []

    package static let names = [
        "kind", "realm", "drill", "account", "post", "crisis", "stop", "actor", "author",
    ]

    package init() {}

    /// `name=value`, several of them.
    package init(_ texts: [String]) throws(RewindError) {
        for text in texts {
            guard let mark = text.firstIndex(of: "="), text.index(after: mark) < text.endIndex else {
                throw RewindError(.badFilter, "\(text.prefix(60)) is not of the form name=value")
            }
            let name = String(text[..<mark])
            conditions[name, default: []].append(
                try Self.condition(name, String(text[text.index(after: mark)...])))
        }
    }

    private static func condition(_ name: String, _ value: String) throws(RewindError) -> Condition {
        func number() throws(RewindError) -> Int64 {
            guard let number = Int64(value), number >= 0 else {
                throw RewindError(.badFilter, "\(name): \(value.prefix(40)) is not a number")
            }
            return number
        }
        switch name {
        case "kind":
            guard EventKind.allCases.contains(where: { $0.name == value || $0.name.hasPrefix(value + ".") })
            else {
                let near = ScopeCheck.near(value, Set(EventKind.allCases.map(\.name)))
                throw RewindError(
                    .badFilter,
                    "kind: \(value.prefix(40)) is no kind and no noun"
                        + (near.isEmpty ? "" : "; near it: \(near.joined(separator: ", "))"))
            }
            return .kind(value)
        case "realm":
            if value == "live" { return .realm(.live) }
            guard let realm = UInt32(exactly: try number()) else {
                throw RewindError(.badFilter, "realm: \(value.prefix(40)) is no realm")
            }
            return .realm(RealmID(realm))
        case "drill": return .drill(value)
        case "account": return .account(AccountID(recorded: value))
        case "post": return .post(PostID(recorded: value))
        case "crisis": return .crisis(try number())
        case "stop": return .stop(try number())
        case "actor": return .actor(value)
        case "author": return .author(try number())
        default:
            throw RewindError(
                .badFilter,
                "\(name.prefix(40)) is not known here; known: \(names.joined(separator: ", "))")
        }
    }

    /// Whether an event counts only because of others before it.
    package var needsHistory: Bool {
        ["drill", "account", "crisis", "stop", "author"].contains { conditions[$0] != nil }
    }

    /// By whose clock times are meant: the one realm or drill that is asked for, else the live one. Nil: a drill that
    /// has not begun yet.
    var clock: RealmID? {
        let named = (conditions["realm"] ?? []) + (conditions["drill"] ?? [])
        guard named.count == 1 else { return .live }
        switch named[0] {
        case .realm(let realm): return realm
        case .drill(let name): return drills[name]
        default: return .live
        }
    }

    /// Every event once, in order.
    package mutating func passes(_ recorded: RecordedEvent) -> Bool {
        guard !conditions.isEmpty else { return true }
        learn(recorded)
        return conditions.values.allSatisfy { $0.contains { holds($0, recorded) } }
    }

    private mutating func learn(_ recorded: RecordedEvent) {
        let realm = recorded.envelope.realm
        switch recorded.event {
        case .drillStarted(let event): drills[event.name] = RealmID(UInt32(truncatingIfNeeded: event.drill))
        case .postScheduled(let event) where conditions["account"] != nil:
            accounts[realm, default: [:]][event.post] = event.account
        case .mentionRecorded(let event)
        where conditions["author"]?.contains(.author(event.authorNumber)) == true:
            mentions.insert(Int64(recorded.envelope.sequence))
        case .stopEngaged(let event): stops[realm, default: [:]][event.epoch] = recorded.envelope.sequence
        case .crisisSuspected(let event):
            crises[realm, default: [:]][event.crisis] = recorded.envelope.sequence
        case .crisisDeclared(let event) where crises[realm]?[event.crisis] == nil:
            crises[realm, default: [:]][event.crisis] = recorded.envelope.sequence
        default: break
        }
    }

    private func holds(_ condition: Condition, _ recorded: RecordedEvent) -> Bool {
        let envelope = recorded.envelope
        switch condition {
        case .kind(let name):
            let kind = recorded.event.kind.name
            return kind == name || kind.hasPrefix(name + ".")
        case .realm(let realm): return envelope.realm == realm
        case .drill(let name): return drills[name] == envelope.realm
        case .account(let account):
            if Self.account(of: recorded.event) == account { return true }
            return Self.posts(of: recorded.event).contains { accounts[envelope.realm]?[$0] == account }
        case .post(let post): return Self.posts(of: recorded.event).contains(post)
        case .crisis(let number): return belongs(envelope, crises[envelope.realm]?[number])
        case .stop(let number): return belongs(envelope, stops[envelope.realm]?[number])
        case .actor(let name): return envelope.actor.name == name
        case .author(let number): return concerns(recorded.event, number)
        }
    }

    private func concerns(_ event: CrisisEvent, _ author: Int64) -> Bool {
        switch event {
        case .authorKeyAssigned(let event): event.author == author
        case .authorErased(let event): event.authors.contains(author)
        case .logLegalHoldPlaced(let event): event.author == author
        case .mentionRecorded(let event): event.authorNumber == author
        case .mentionDeletedAtSource(let event): mentions.contains(event.mention)
        case .sentimentScored(let event): mentions.contains(event.mention)
        case .detectionFired(let event): event.mentions.contains { mentions.contains($0) }
        default: false
        }
    }

    private func belongs(_ envelope: EventEnvelope, _ opening: UInt64?) -> Bool {
        guard let opening else { return false }
        return envelope.sequence == opening || envelope.correlation == opening
            || envelope.causation == opening
    }

    private static func account(of event: CrisisEvent) -> AccountID? {
        switch event {
        case .accountRegistered(let event): event.account
        case .accountRetired(let event): event.account
        case .postScheduled(let event): event.account
        case .mentionRecorded(let event): event.account
        case .ruleAdopted(let event): event.account
        default: nil
        }
    }

    static func posts(of event: CrisisEvent) -> [PostID] {
        switch event {
        case .postScheduled(let event): [event.post]
        case .postEdited(let event): [event.post]
        case .postApproved(let event): [event.post]
        case .postApprovalVoided(let event): [event.post]
        case .postHeld(let event): event.posts
        case .postReturned(let event): event.posts
        case .postRescheduled(let event): [event.post]
        case .postCancelled(let event): event.posts
        case .postDispatchStarted(let event): [event.post]
        case .postPublished(let event): [event.post]
        case .postFailed(let event): [event.post]
        case .postOutcomeUnknown(let event): [event.post]
        case .postOutcomeResolved(let event): [event.post]
        case .postMissed(let event): event.posts
        case .taskOpened(let event): event.post.map { [$0] } ?? []
        default: []
        }
    }
}
