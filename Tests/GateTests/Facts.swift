@testable import Gate

/// Posts and stops as the tests need them.
enum Facts {
    static func name(_ text: String) -> ScopeName { ScopeName(truncating: text) }

    static func hash(_ number: UInt64) -> TextHash { TextHash(words: (number, 2, 3, 4)) }

    static func post(
        _ kind: PostClass = .routine, account: String = "rail_uk", network: String = "webhook",
        campaign: String? = nil, text: UInt64 = 1, crisisDeclared: Bool = false, approval: PostApproval? = nil
    ) -> PostFacts {
        PostFacts(
            post: 7, network: name(network), account: name(account), campaign: campaign.map { name($0) },
            postClass: kind, textHash: hash(text), crisisDeclared: crisisDeclared, approval: approval)
    }

    static func request(
        _ scopes: [StopScope] = [], category: StopCategory = .standard,
        includesCrisisStatements: Bool = false,
        clientID: String = ""
    ) -> StopRequest {
        StopRequest(
            scopes: ScopeList(scopes), category: category, includesCrisisStatements: includesCrisisStatements,
            clientID: BoundedText(truncating: clientID), actor: StopActor(origin: .control))
    }

    static func record(_ number: UInt64, id: StopID = .random(), scopes: [StopScope] = []) -> StopRecord {
        StopRecord(
            StopRequest(
                id: id, scopes: ScopeList(scopes), reason: BoundedText(truncating: "a reason, ä"),
                clientID: BoundedText(truncating: "client-\(number)"),
                actor: StopActor(origin: .socket, uid: 1_000, loginUID: 1_001, gid: 1_002, pid: 4_321)),
            epoch: number, engagedAt: 1_700_000_000_000_000 + number)
    }

    /// An open gate that knows a few names.
    static func openGate<R: Realm>(_ realm: R.Type = Live.self) -> Gate<R> {
        let gate = Gate<R>()
        gate.open(after: .nothingEngaged(epoch: 1))
        gate.publish(
            KnownScopes(
                networks: ["webhook", "mastodon"], accounts: ["rail_uk", "rail_fr"], campaigns: ["christmas"])
        )
        return gate
    }
}

extension Gate {
    func gives(_ post: PostFacts) -> Bool {
        if permit(for: post) != nil { true } else { false }
    }

    func box(for post: PostFacts) -> PermitBox<R>? {
        if let permit = permit(for: post) { PermitBox(permit) } else { nil }
    }

    /// The number of the stop, nil when nothing was engaged.
    @discardableResult
    func press(_ request: StopRequest = Facts.request()) -> UInt64? {
        switch engage(request) {
        case .engaged(let engagement), .repeated(let engagement): engagement.record.epoch
        case .matchesNothing: nil
        }
    }
}
