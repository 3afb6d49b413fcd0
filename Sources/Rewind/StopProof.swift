package import CrisisModel
import Engine
import EventLog

/// Whether a stop kept what it covers from being sent, told by the log alone.
///
/// It says something about Tocsin's own sends. It knows nothing of what other tools or people did on the accounts.
package struct StopProof: Hashable, Sendable {
    package enum Limits {
        /// Rows of each list. What is beyond is counted.
        package static let rowsMax = 2_000
    }

    /// What became of a post that was on its way when the stop came.
    package enum Outcome: String, Sendable, CaseIterable {
        case blocked, sent, failed, unknown, pending
    }

    package struct Row: Hashable, Sendable {
        package var sequence: UInt64
        package var post: PostID
        package var account: AccountID?
        package var postClass: PostClass?
        package var at: EventTime
        package var outcome: Outcome?
        package var outcomeSequence: UInt64?
        package var link: String?
        /// Why it is in this list.
        package var why: String
    }

    package struct Heard: Hashable, Sendable {
        package var source: SourceID
        package var mentions: Int
    }

    package var epoch: Int64
    package var realm: RealmID
    package var engaged: UInt64 = 0
    package var engagedAt = EventTime.zero
    package var engagedBy = ""
    package var scopes: [StopScope] = []
    package var includeCrisisStatements = false
    package var released: UInt64?
    package var releasedAt: EventTime?
    package var releasedBy: [String] = []
    package var lastSequence: UInt64 = 0
    /// Sends of posts that the stop held, the first one first. None: the stop was kept.
    package var violations: [Row] = []
    package var violationCount = 0
    package var inFlight: [Row] = []
    package var passed: [Row] = []
    /// Sent meanwhile, under other stops or none: the stop does not cover them.
    package var notCovered: [Row] = []
    package var heldCount = 0
    package var heldBefore = 0
    package var heard: [Heard] = []
    /// Rows beyond the limit.
    package var omitted = 0

    package var isKept: Bool { violationCount == 0 }

    package static func prove(
        stop epoch: Int64, in realm: RealmSelector = .live, of source: some EventSource
    ) throws(RewindError) -> StopProof {
        var reader = StopProofReader(epoch: epoch, realm: try realm.resolve(in: source))
        try source.forEachComplete { event in
            reader.read(event)
            return .continue
        }
        guard reader.proof.engaged > 0 else {
            throw RewindError(
                .unknownStop,
                "there is no stop \(epoch) in the \(reader.proof.realm) realm; known: "
                    + (reader.known.isEmpty ? "none" : reader.known.map { "\($0)" }.joined(separator: ", ")),
                next: "tocsinctl log tail --kind stop"
            )
        }
        return reader.finished
    }
}

/// The fold beside which the stop is watched.
struct StopProofReader {
    private(set) var proof: StopProof
    private(set) var known: [Int64] = []
    private var state = State()
    private var heard: [SourceID: Int] = [:]
    /// Where a post that was sent stands in its list.
    private var rows: [PostID: (list: WritableKeyPath<StopProof, [StopProof.Row]>, index: Int)] = [:]

    init(epoch: Int64, realm: RealmID) {
        proof = StopProof(epoch: epoch, realm: realm)
    }

    private var isEngaged: Bool { proof.engaged > 0 && proof.released == nil }

    var finished: StopProof {
        var proof = proof
        proof.heard = heard.map { StopProof.Heard(source: $0.key, mentions: $0.value) }
            .sorted { $0.source < $1.source }
        return proof
    }

    mutating func read(_ event: RecordedEvent) {
        proof.lastSequence = event.envelope.sequence
        if event.envelope.realm == proof.realm { watch(event) }
        state.apply(event)
        if case .stopEngaged(let stop) = event.event, event.envelope.realm == proof.realm {
            if known.count < 100 { known.append(stop.epoch) }
            if stop.epoch == proof.epoch, proof.engaged == 0 { begin(event, stop) }
        }
    }

    private mutating func begin(_ event: RecordedEvent, _ stop: StopEngaged) {
        proof.engaged = event.envelope.sequence
        proof.engagedAt = event.envelope.at
        proof.engagedBy = event.envelope.actor.name
        proof.scopes = stop.scopes
        proof.includeCrisisStatements = stop.includeCrisisStatements
        guard let realm = state.realms[proof.realm], let engaged = realm.stops[proof.epoch] else { return }
        proof.heldBefore = realm.heldPosts(coveredBy: engaged).count
        for id in engaged.inFlight {
            guard let post = realm.posts[id] else { continue }
            append(
                \.inFlight,
                StopProof.Row(
                    sequence: post.lastSequence, post: id, account: post.account, postClass: post.postClass,
                    at: event.envelope.at, outcome: .pending, why: "on its way when the stop came"))
        }
    }

    private mutating func append(
        _ list: WritableKeyPath<StopProof, [StopProof.Row]>, _ row: StopProof.Row
    ) {
        if list == \.violations { proof.violationCount += 1 }
        guard proof[keyPath: list].count < StopProof.Limits.rowsMax else {
            proof.omitted += 1
            return
        }
        rows[row.post] = (list, proof[keyPath: list].count)
        proof[keyPath: list].append(row)
    }

    private mutating func watch(_ event: RecordedEvent) {
        guard proof.engaged > 0 else { return }
        switch event.event {
        case .postDispatchStarted(let started) where isEngaged: judge(started, event.envelope)
        case .postHeld(let held):
            if isEngaged, held.epoch == proof.epoch { proof.heldCount += held.posts.count }
            if held.cause == .stop || held.cause == .blocked {
                for post in held.posts { settle(post, .blocked, event.envelope, nil) }
            }
        case .postPublished(let published):
            if isEngaged { doubt(published, event.envelope) }
            settle(published.post, .sent, event.envelope, published.link)
        case .postFailed(let failed): settle(failed.post, .failed, event.envelope, nil)
        case .postOutcomeUnknown(let unknown): settle(unknown.post, .unknown, event.envelope, nil)
        case .postOutcomeResolved(let resolved):
            settle(resolved.post, resolved.outcome == .published ? .sent : .blocked, event.envelope, nil)
        case .mentionRecorded(let mention) where isEngaged: heard[mention.source, default: 0] += 1
        case .stopReleased(let released) where isEngaged && released.epoch == proof.epoch:
            proof.released = event.envelope.sequence
            proof.releasedAt = event.envelope.at
            proof.releasedBy = released.persons
        default: break
        }
    }

    /// The state is that before the send, as it was when the send was decided.
    private mutating func judge(_ started: PostDispatchStarted, _ envelope: EventEnvelope) {
        guard let realm = state.realms[proof.realm], let stop = realm.stops[proof.epoch] else { return }
        let post = realm.posts[started.post]
        var row = StopProof.Row(
            sequence: envelope.sequence, post: started.post, account: post?.account,
            postClass: post?.postClass, at: envelope.at, outcome: .pending, why: "")
        guard let post else {
            row.why = "sent, though the log knows no such post"
            append(\.violations, row)
            return
        }
        if stop.holds(post, crisisDeclared: realm.crisisDeclared) {
            row.why = "sent, though stop \(proof.epoch) holds it"
            append(\.violations, row)
        } else if stop.covers(post) {
            row.why =
                "a crisis statement, approved for this text after the stop was engaged, while a crisis is declared"
            append(\.passed, row)
        } else {
            let others = realm.engagedStops.filter { $0.engaged.epoch != proof.epoch && $0.covers(post) }
            row.why =
                others.isEmpty
                ? "no stop covers it"
                : "stop \(others.map { "\($0.engaged.epoch)" }.joined(separator: ", ")) covers it, this one does not"
            append(\.notCovered, row)
        }
    }

    /// What is published was sent before; a record of the one without the other hides a send.
    private mutating func doubt(_ published: PostPublished, _ envelope: EventEnvelope) {
        guard let realm = state.realms[proof.realm], let stop = realm.stops[proof.epoch] else { return }
        let post = realm.posts[published.post]
        guard post?.state != .dispatching else { return }
        if let post, !stop.holds(post, crisisDeclared: realm.crisisDeclared) { return }
        append(
            \.violations,
            StopProof.Row(
                sequence: envelope.sequence, post: published.post, account: post?.account,
                postClass: post?.postClass, at: envelope.at, outcome: .sent, link: published.link,
                why: "published, though no send of it was on its way"))
    }

    private mutating func settle(
        _ post: PostID, _ outcome: StopProof.Outcome, _ envelope: EventEnvelope, _ link: String?
    ) {
        guard let place = rows[post] else { return }
        var row = proof[keyPath: place.list][place.index]
        // A later attempt is another send.
        guard row.outcome == .pending || row.outcome == .unknown else { return }
        row.outcome = outcome
        row.outcomeSequence = envelope.sequence
        row.link = link
        proof[keyPath: place.list][place.index] = row
    }
}
