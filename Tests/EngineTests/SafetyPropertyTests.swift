import CrisisModel
import Engine
import Testing

/// The promises about stops, posts and crises, judged by an oracle that reads nothing but the log.
@Suite("Safety properties")
struct SafetyPropertyTests {
    /// What the log says, told in the plainest way: no code of the engine's decides here.
    private struct Oracle {
        struct Statement {
            var account: AccountID, network: NetworkID, campaign: CampaignID?, postClass: PostClass
            var textHash: Digest, dueAt: EventTime
            var approved: (hash: Digest, sequence: UInt64)?
            var isUnknown = false
        }

        struct Engaged {
            var scopes: [StopScope]
            var includesCrisisStatements: Bool
            var sequence: UInt64
        }

        var networks: [AccountID: NetworkID] = [:]
        var posts: [PostID: Statement] = [:]
        var stops: [Int64: Engaged] = [:]
        var declared: Set<Int64> = []
        var isClockHeld = false

        /// Why this post must not go out now.
        func objection(to id: PostID) -> String? {
            guard let post = posts[id] else { return "no such post" }
            if isClockHeld { return "the clock is in doubt" }
            if post.isUnknown { return "its outcome is unknown" }
            for (epoch, stop) in stops {
                let isCovered = stop.scopes.contains { scope in
                    switch scope {
                    case .all: true
                    case .account(let name): post.account == name
                    case .network(let name): post.network == name
                    case .campaign(let name): post.campaign == name
                    case .postClass(let name): post.postClass == name
                    }
                }
                guard isCovered else { continue }
                if post.postClass == .crisis, !stop.includesCrisisStatements, !declared.isEmpty,
                    let approved = post.approved, approved.hash == post.textHash,
                    approved.sequence > stop.sequence
                {
                    continue
                }
                return "stop \(epoch) covers it"
            }
            return nil
        }

        mutating func read(_ recorded: RecordedEvent) {
            let sequence = recorded.envelope.sequence
            switch recorded.event {
            case .accountRegistered(let event): networks[event.account] = event.network
            case .postScheduled(let event):
                posts[event.post] = Statement(
                    account: event.account, network: networks[event.account] ?? "", campaign: event.campaign,
                    postClass: event.postClass, textHash: event.textHash, dueAt: event.dueAt
                )
            case .postEdited(let event): posts[event.post]?.textHash = event.textHash
            case .postApproved(let event): posts[event.post]?.approved = (event.textHash, sequence)
            case .postApprovalVoided(let event): posts[event.post]?.approved = nil
            case .postRescheduled(let event): posts[event.post]?.dueAt = event.dueAt
            case .postOutcomeUnknown(let event): posts[event.post]?.isUnknown = true
            case .postOutcomeResolved(let event): posts[event.post]?.isUnknown = false
            case .stopEngaged(let event):
                stops[event.epoch] = Engaged(
                    scopes: event.scopes, includesCrisisStatements: event.includeCrisisStatements,
                    sequence: sequence
                )
            case .stopLowered(let event): stops[event.epoch]?.includesCrisisStatements = false
            case .stopReleased(let event): stops[event.epoch] = nil
            case .crisisDeclared(let event): declared.insert(event.crisis)
            case .crisisDismissed(let event): declared.remove(event.crisis)
            case .crisisClosed(let event): declared.remove(event.crisis)
            case .clockStepped: isClockHeld = true
            case .clockConfirmed: isClockHeld = false
            default: break
            }
        }
    }

    private static func run(seed: UInt64, _ check: (State, State, [RecordedEvent]) -> Void) {
        var commands = RandomCommands(seed: seed)
        var engine = Engine()
        for _ in 0..<350 {
            let (command, context) = commands.next(for: engine.state)
            let before = engine.state
            guard let events = try? engine.decide(command, context) else { continue }
            check(before, engine.state, events)
        }
    }

    @Test(
        "Nothing goes out under a stop, with an unknown outcome, by a clock in doubt, or at another time",
        arguments: UInt64(1)...60)
    func dispatches(seed: UInt64) {
        var oracles: [RealmID: Oracle] = [:]
        Self.run(seed: seed) { before, _, events in
            for recorded in events {
                var oracle = oracles[recorded.envelope.realm] ?? Oracle()
                if case .postDispatchStarted(let started) = recorded.event {
                    let objection = oracle.objection(to: started.post)
                    #expect(objection == nil, "seed \(seed), event \(recorded.envelope.sequence)")
                    let late = recorded.envelope.at.microseconds(
                        since: oracle.posts[started.post]?.dueAt ?? .zero)
                    #expect(
                        late >= 0 && late <= before.settings.overdueGraceSeconds * 1_000_000, "seed \(seed)")
                    #expect(oracle.posts[started.post]?.textHash == started.textHash, "seed \(seed)")
                }
                oracle.read(recorded)
                oracles[recorded.envelope.realm] = oracle
            }
        }
    }

    @Test("A post's state changes only by the event that may change it", arguments: UInt64(1)...30)
    func postSteps(seed: UInt64) {
        let allowed: [EventKind: (from: Set<Post.State>, to: Post.State)] = [
            .postHeld: ([.scheduled, .dispatching, .held], .held),
            .postReturned: ([.held, .missed, .failed], .scheduled),
            .postRescheduled: ([.held, .missed, .failed], .scheduled),
            .postCancelled: ([.scheduled, .held, .missed, .failed], .cancelled),
            .postMissed: ([.scheduled, .held], .missed),
            .postDispatchStarted: ([.scheduled], .dispatching), .postPublished: ([.dispatching], .published),
            .postFailed: ([.dispatching], .failed), .postOutcomeUnknown: ([.dispatching], .unknown),
        ]
        Self.run(seed: seed) { before, after, events in
            var state = before
            for recorded in events {
                let old = state.realms[recorded.envelope.realm]?.posts ?? PostTable()
                state.apply(recorded)
                let new = state.realms[recorded.envelope.realm]?.posts ?? PostTable()
                for post in new.filter({ _ in true }) {
                    guard let was = old[post.id]?.state else {
                        #expect(
                            recorded.event.kind == .postScheduled && post.state == .scheduled, "seed \(seed)")
                        continue
                    }
                    guard was != post.state else { continue }
                    if recorded.event.kind == .postOutcomeResolved {
                        #expect(
                            was == .unknown && (post.state == .published || post.state == .missed),
                            "seed \(seed)")
                        continue
                    }
                    let step = allowed[recorded.event.kind]
                    #expect(
                        step?.from.contains(was) == true && step?.to == post.state,
                        "seed \(seed): \(was) to \(post.state) by \(recorded.event.kind.name)")
                }
            }
            #expect(state.lastSequence == after.lastSequence, "seed \(seed)")
        }
    }

    @Test("No state of a crisis is reached but through its recorded transition", arguments: UInt64(1)...30)
    func crisisSteps(seed: UInt64) {
        Self.run(seed: seed) { before, after, events in
            for (id, realm) in after.realms {
                for (number, crisis) in realm.crises {
                    let was = before.realms[id]?.crises[number]?.phase ?? .calm
                    guard was != crisis.phase else { continue }
                    let kinds = events.compactMap { recorded -> EventKind? in
                        guard recorded.envelope.realm == id else { return nil }
                        return switch recorded.event {
                        case .crisisSuspected(let event) where event.crisis == number: .crisisSuspected
                        case .crisisDeclared(let event) where event.crisis == number: .crisisDeclared
                        case .crisisDismissed(let event) where event.crisis == number: .crisisDismissed
                        case .crisisClosed(let event) where event.crisis == number: .crisisClosed
                        default: nil
                        }
                    }
                    let isLegal =
                        switch (was, crisis.phase) {
                        case (.calm, .suspected): kinds == [.crisisSuspected]
                        case (.calm, .active), (.suspected, .active): kinds == [.crisisDeclared]
                        case (.suspected, .closed), (.active, .closed):
                            kinds == [.crisisDismissed] || kinds == [.crisisClosed]
                        default: false
                        }
                    #expect(isLegal, "seed \(seed): \(was) to \(crisis.phase) by \(kinds.map(\.name))")
                }
            }
        }
    }

    @Test("A release, whoever gives it, changes no post", arguments: UInt64(1)...30)
    func releases(seed: UInt64) {
        Self.run(seed: seed) { before, after, events in
            guard let release = events.first(where: { $0.event.kind == .stopReleased }) else { return }
            let realm = release.envelope.realm
            #expect(before.realms[realm]?.posts == after.realms[realm]?.posts, "seed \(seed)")
            let kinds = Set(events.map(\.event.kind))
            #expect(kinds.isSubset(of: [.stopReleased, .alertRaised, .taskOpened]), "seed \(seed)")
            let actor = release.envelope.actor
            #expect(actor.kind == .person || (actor.kind == .persona && !realm.isLive), "seed \(seed)")
            if case .stopReleased(let event) = release.event, !event.solo, !event.byRecoveryCode {
                #expect(Set(event.persons).count == 2, "seed \(seed)")
            }
        }
    }

    @Test("Under an engaged stop that covers it no post stays scheduled", arguments: UInt64(1)...30)
    func nothingWaitsUnderAStop(seed: UInt64) {
        Self.run(seed: seed) { before, after, events in
            for recorded in events {
                guard case .stopEngaged(let engaged) = recorded.event else { continue }
                let realm = after.realms[recorded.envelope.realm]
                guard let stop = realm?.stops[engaged.epoch] else { continue }
                let waiting = realm?.posts.filter { $0.state == .scheduled && stop.covers($0) } ?? []
                #expect(waiting.isEmpty, "seed \(seed): a new stop leaves no approval valid")
                let held = events.map(\.event).held.count
                let before = before.realms[recorded.envelope.realm]
                let heldBefore = before?.posts.filter { $0.state == .held && stop.covers($0) }.count ?? 0
                #expect(engaged.heldCount == Int64(held + heldBefore), "seed \(seed)")
            }
        }
    }
}
