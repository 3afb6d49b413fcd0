package import CrisisModel
import Engine
import EventLog

/// A stop that was not pressed: what it would have held of what was sent after an event.
///
/// Everything else is taken as it happened: the same posts, approvals and declarations, and the stop never released.
package struct WhatIf: Hashable, Sendable {
    package struct Question: Hashable, Sendable {
        package var at: Moment
        package var realm: RealmSelector
        package var scopes: [StopScope]
        package var category: StopCategory
        package var includeCrisisStatements: Bool

        package init(
            at: Moment, realm: RealmSelector = .live, scopes: [StopScope] = [.all],
            category: StopCategory = .standard, includeCrisisStatements: Bool = false
        ) {
            self.at = at
            self.realm = realm
            self.scopes = scopes.isEmpty ? [.all] : scopes
            self.category = category
            self.includeCrisisStatements = includeCrisisStatements
        }
    }

    package var question: Question
    package var realm: RealmID
    /// The event after which the stop is supposed.
    package var sequence: UInt64 = 0
    package var at = EventTime.zero
    package var lastSequence: UInt64 = 0
    /// Scheduled posts that it would have held at once.
    package var heldAtOnce = 0
    package var held: [StopProof.Row] = []
    package var passed: [StopProof.Row] = []
    package var inFlight: [StopProof.Row] = []
    /// Also those that have no row.
    package var heldCount = 0
    package var passedCount = 0
    /// Rows beyond the limit.
    package var omitted = 0

    package static func ask(_ question: Question, of source: some EventSource) throws(RewindError) -> WhatIf {
        var reader = WhatIfReader(question, realm: try question.realm.resolve(in: source))
        var failure: RewindError?
        try source.forEachComplete { event in
            do throws(RewindError) {
                try reader.read(event)
                return .continue
            } catch {
                failure = error
                return .stop
            }
        }
        if let failure { throw failure }
        return try reader.finish()
    }
}

struct WhatIfReader {
    private var answer: WhatIf
    private var state = State()
    private var stop: Stop?
    /// Approvals given after the stop would have been engaged: they would have been given under it.
    private var approvedUnder: Set<PostID> = []
    private var places: [PostID: Place] = [:]

    /// A post that was sent, and its row, if there was room for one.
    private struct Place {
        var list: WritableKeyPath<WhatIf, [StopProof.Row]>
        var index: Int?
        var outcome = StopProof.Outcome.pending
    }

    init(_ question: WhatIf.Question, realm: RealmID) {
        answer = WhatIf(question: question, realm: realm)
    }

    mutating func read(_ event: RecordedEvent) throws(RewindError) {
        if stop == nil, answer.question.at.isPassed(by: event, in: answer.realm) { try press() }
        if event.envelope.realm == answer.realm {
            if stop == nil {
                answer.at = event.envelope.at
            } else {
                watch(event)
            }
        }
        if stop == nil { answer.sequence = event.envelope.sequence }
        state.apply(event)
        answer.lastSequence = event.envelope.sequence
    }

    mutating func finish() throws(RewindError) -> WhatIf {
        if stop == nil {
            if case .sequence(let wanted) = answer.question.at, wanted > answer.lastSequence {
                throw RewindError(
                    .unknownEvent, "there is no event \(wanted): the last one is \(answer.lastSequence)",
                    next: "tocsinctl log tail")
            }
            try press()
        }
        for list in [\WhatIf.held, \WhatIf.passed] {
            answer[keyPath: list].removeAll { $0.outcome == .failed || $0.outcome == .blocked }
        }
        return answer
    }

    private mutating func press() throws(RewindError) {
        let realm = state.realms[answer.realm] ?? RealmState(id: answer.realm)
        try ScopeCheck.check(answer.question.scopes, in: realm)
        let engaged = StopEngaged(
            epoch: realm.highestEpoch + 1, stopID: "", scopes: answer.question.scopes,
            category: answer.question.category,
            includeCrisisStatements: answer.question.includeCrisisStatements, widened: false,
            origin: .control,
            receivedAt: answer.at, gateClosedMicroseconds: 0, durability: .memoryOnly, heldCount: 0)
        let stop = Stop(
            engaged: engaged, engagedAt: answer.at, engagedBy: .daemon, sequence: answer.sequence,
            includeCrisisStatements: answer.question.includeCrisisStatements)
        self.stop = stop
        answer.heldAtOnce = realm.posts.open.values.count {
            $0.state == .scheduled && stop.holds($0, crisisDeclared: realm.crisisDeclared)
        }
        for id in realm.dispatching.sorted() {
            guard let post = realm.posts[id], stop.covers(post) else { continue }
            append(
                \.inFlight,
                StopProof.Row(
                    sequence: post.lastSequence, post: id, account: post.account, postClass: post.postClass,
                    at: answer.at, outcome: .pending, why: Self.words(answer.question.category)))
        }
    }

    private static func words(_ category: StopCategory) -> String {
        switch category {
        case .standard: "on its way: cut unless all of it had left; then up to five seconds for its answer"
        case .cut: "on its way: cut at once"
        case .letFinish: "on its way: it would have been let finish"
        }
    }

    private mutating func append(
        _ list: WritableKeyPath<WhatIf, [StopProof.Row]>, _ row: StopProof.Row
    ) {
        count(list, 1)
        guard answer[keyPath: list].count < StopProof.Limits.rowsMax else {
            answer.omitted += 1
            places[row.post] = Place(list: list, index: nil)
            return
        }
        places[row.post] = Place(list: list, index: answer[keyPath: list].count)
        answer[keyPath: list].append(row)
    }

    private mutating func count(_ list: WritableKeyPath<WhatIf, [StopProof.Row]>, _ change: Int) {
        if list == \.held { answer.heldCount += change }
        if list == \.passed { answer.passedCount += change }
    }

    private mutating func watch(_ event: RecordedEvent) {
        let envelope = event.envelope
        switch event.event {
        case .postApproved(let event): approvedUnder.insert(event.post)
        case .postApprovalVoided(let event): approvedUnder.remove(event.post)
        case .postDispatchStarted(let event): judge(event.post, envelope)
        case .postPublished(let event): settle(event.post, .sent, envelope, event.link)
        case .postFailed(let event): settle(event.post, .failed, envelope, nil)
        case .postOutcomeUnknown(let event): settle(event.post, .unknown, envelope, nil)
        case .postOutcomeResolved(let event):
            settle(event.post, event.outcome == .published ? .sent : .blocked, envelope, nil)
        case .postHeld(let event): for post in event.posts { settle(post, .blocked, envelope, nil) }
        default: break
        }
    }

    private mutating func judge(_ id: PostID, _ envelope: EventEnvelope) {
        guard let realm = state.realms[answer.realm], let stop, let post = realm.posts[id] else { return }
        var row = StopProof.Row(
            sequence: envelope.sequence, post: id, account: post.account, postClass: post.postClass,
            at: envelope.at, outcome: .pending, why: "")
        guard stop.covers(post) else {
            row.why = "the scopes do not reach it"
            return append(\.passed, row)
        }
        let isApproved = approvedUnder.contains(id) && post.approval?.textHash == post.textHash
        if post.postClass == .crisis, !stop.includeCrisisStatements, realm.crisisDeclared, isApproved {
            row.why = "a crisis statement, approved for this text after the stop, while a crisis was declared"
            return append(\.passed, row)
        }
        row.why = Self.reason(post, stop, realm.crisisDeclared)
        append(\.held, row)
    }

    private static func reason(_ post: Post, _ stop: Stop, _ isDeclared: Bool) -> String {
        guard post.postClass == .crisis else { return "covered" }
        if stop.includeCrisisStatements { return "a crisis statement, and the stop includes those" }
        return isDeclared
            ? "a crisis statement that was not approved after the stop"
            : "a crisis statement, and no crisis was declared"
    }

    private mutating func settle(
        _ post: PostID, _ outcome: StopProof.Outcome, _ envelope: EventEnvelope, _ link: String?
    ) {
        guard var place = places[post], place.outcome == .pending || place.outcome == .unknown else { return }
        place.outcome = outcome
        places[post] = place
        // What was not sent after all would not have been held back either.
        if outcome == .failed || outcome == .blocked { count(place.list, -1) }
        guard let index = place.index else { return }
        var row = answer[keyPath: place.list][index]
        row.outcome = outcome
        row.outcomeSequence = envelope.sequence
        row.link = link
        if outcome == .sent {
            row.sequence = envelope.sequence
            row.at = envelope.at
        }
        answer[keyPath: place.list][index] = row
    }
}
