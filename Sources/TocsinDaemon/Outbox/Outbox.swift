import CrisisModel
import Engine
import Gate
import Networks

/// The only cause of publishing. It acts from `post.dispatchStarted` once that is durable, asks the gate for a
/// permit, and reports what became of the post as a command again.
final class Outbox: Sendable {
    private let gate: Gate<Live>
    private let publisher: Publisher
    private let published: Published
    private let credentials: CredentialSource
    private let report: @Sendable (PostID, Int64, DispatchOutcome, RealmID) async -> Void
    private let drillGates = Locked<[RealmID: Gate<DrillRealm>]>([:])

    init(
        gate: Gate<Live>, publisher: Publisher, published: Published, credentials: CredentialSource,
        report: @escaping @Sendable (PostID, Int64, DispatchOutcome, RealmID) async -> Void
    ) {
        self.gate = gate
        self.publisher = publisher
        self.published = published
        self.credentials = credentials
        self.report = report
    }

    func dispatch(_ started: PostDispatchStarted, realm: RealmID) {
        Task {
            let outcome = realm.isLive ? await sendLive(started) : sendInDrill(started, realm)
            await report(started.post, started.attempt, outcome, realm)
        }
    }

    private func facts(_ id: PostID, _ realm: RealmID) -> (post: Post, account: Account, facts: PostFacts)? {
        published.read { state in
            guard let realm = state.realms[realm], let post = realm.posts[id],
                let account = realm.accounts[post.account]
            else { return nil }
            return (post, account, PostFacts(post, crisisDeclared: realm.crisisDeclared))
        }
    }

    private func sendLive(_ started: PostDispatchStarted) async -> DispatchOutcome {
        guard let (post, account, facts) = facts(started.post, .live) else {
            return .failed(reason: "the post or its account is gone")
        }
        guard post.textHash == started.textHash else {
            return .blocked(reason: "the text changed after the dispatch was recorded")
        }
        guard let adapter = KnownNetworks.adapter(for: account.registration.network) else {
            return .failed(
                reason: "account \(post.account) is on \(post.network), which this version cannot publish to")
        }
        guard
            let request = PublishRequest(
                post, account.registration, attempt: started.attempt, credentials: credentials)
        else {
            return .failed(
                reason: account.registration.endpoint == nil
                    ? "account \(post.account) has no endpoint"
                    : "the credential \(account.registration.credential ?? "") cannot be read")
        }
        guard let permit = gate.permit(for: facts) else {
            return .blocked(reason: "the gate is closed for this post")
        }
        return DispatchOutcome(
            await publisher.publish(request, by: adapter, facts: facts, permit: permit, gate: gate))
    }

    private func sendInDrill(_ started: PostDispatchStarted, _ realm: RealmID) -> DispatchOutcome {
        guard let (_, _, facts) = facts(started.post, realm) else {
            return .failed(reason: "the post or its account is gone")
        }
        guard let permit = drillGate(realm).permit(for: facts) else {
            return .blocked(reason: "the drill's gate is closed for this post")
        }
        return DispatchOutcome(SimulatedNetwork().publish(facts, permit: permit))
    }

    /// A drill's gate lives in memory alone and follows the drill's own events.
    func drillGate(_ realm: RealmID) -> Gate<DrillRealm> {
        drillGates.withLock { gates in
            if let gate = gates[realm] { return gate }
            let gate = Gate<DrillRealm>()
            gate.open(
                after: published.read { state in
                    var past = Reconciliation.nothingEngaged(
                        epoch: UInt64(state.realms[realm]?.highestEpoch ?? 0))
                    past.engaged =
                        state.realms[realm]?.engagedStops.map { StopRecord($0) } ?? []
                    return past
                }
            )
            gates[realm] = gate
            return gate
        }
    }

    /// Stops and releases of drills, in the order of the log.
    func follow(_ event: CrisisEvent, realm: RealmID) {
        guard !realm.isLive else { return }
        switch event {
        case .stopEngaged(let stop):
            let known = drillGates.withLock { $0[realm] != nil }
            let gate = drillGate(realm)
            if known { _ = gate.engage(StopRequest(stop)) }
        case .stopReleased(let released): _ = drillGate(realm).release(epoch: UInt64(released.epoch))
        case .stopLowered(let lowered): _ = drillGate(realm).lower(epoch: UInt64(lowered.epoch))
        case .drillEnded: _ = drillGates.withLock { $0.removeValue(forKey: realm) }
        default: break
        }
    }
}

extension DispatchOutcome {
    init(_ outcome: PublishOutcome) {
        self =
            switch outcome {
            case .published(let link): .published(link: link)
            case .failed(let reason): .failed(reason: reason)
            case .unknown(let reason): .unknown(reason: reason)
            case .blocked(let reason): .blocked(reason: reason)
            }
    }
}

extension StopRequest {
    init(_ stop: StopEngaged) {
        self.init(
            id: StopID(hex: stop.stopID) ?? .random(),
            scopes: ScopeList(stop.scopes.compactMap { GateStopScope(text: $0.description) }),
            category: GateStopCategory(stop.category), includesCrisisStatements: stop.includeCrisisStatements,
            actor: StopActor(origin: .control)
        )
    }
}
