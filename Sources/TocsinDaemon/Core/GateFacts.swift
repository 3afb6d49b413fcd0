import CrisisModel
import Engine
import Gate

/// What the gate asks of a post, in the gate's own fixed-size words.
extension PostFacts {
    init(_ post: Post, crisisDeclared: Bool) {
        self.init(
            post: post.sequence, network: ScopeName(truncating: post.network.text),
            account: ScopeName(truncating: post.account.text),
            campaign: post.campaign.map { ScopeName(truncating: $0.text) },
            postClass: GatePostClass(post.postClass), textHash: TextHash(post.textHash),
            crisisDeclared: crisisDeclared,
            approval: post.approval.map {
                PostApproval(textHash: TextHash($0.textHash), epoch: UInt64(bitPattern: $0.epoch))
            }
        )
    }
}

extension TextHash {
    init(_ digest: CrisisModel.Digest) {
        self.init(words: digest.words)
    }
}

extension GatePostClass {
    init(_ domain: CrisisModel.PostClass) {
        self =
            switch domain {
            case .routine: .routine
            case .campaign: .campaign
            case .paid: .paid
            case .service: .service
            case .crisis: .crisis
            }
    }
}

extension GateStopCategory {
    init(_ domain: CrisisModel.StopCategory) {
        self =
            switch domain {
            case .standard: .standard
            case .cut: .cut
            case .letFinish: .letFinish
            }
    }

    var domain: CrisisModel.StopCategory {
        switch self {
        case .standard: .standard
        case .cut: .cut
        case .letFinish: .letFinish
        }
    }
}

extension GateStopOrigin {
    var domain: CrisisModel.StopOrigin {
        switch self {
        case .socket: .socket
        case .control: .control
        case .signal: .signal
        case .sentinel: .sentinel
        case .unit: .unit
        case .latch: .latch
        }
    }
}

extension StopRecord {
    /// A stop as the log has it.
    init(_ stop: Stop) {
        self.init(
            StopRequest(stop.engaged), epoch: UInt64(stop.engaged.epoch),
            engagedAt: UInt64(bitPattern: stop.engagedAt.microsecondsSinceEpoch)
        )
        includesCrisisStatements = stop.includeCrisisStatements
    }

    /// The event that tells the log of a stop the gate has engaged.
    func event(
        gateClosedMicroseconds: Int64, durableMicroseconds: Int64?, durability: CrisisModel.Durability
    ) -> StopEngaged {
        StopEngaged(
            epoch: Int64(bitPattern: epoch), stopID: id.hex,
            scopes: scopes.array.compactMap { CrisisModel.StopScope($0.text) }, category: category.domain,
            includeCrisisStatements: includesCrisisStatements, widened: widening != .none,
            reason: reason.string.isEmpty ? nil : reason.string, origin: actor.origin.domain,
            receivedAt: EventTime(microsecondsSinceEpoch: Int64(bitPattern: engagedAt)),
            gateClosedMicroseconds: gateClosedMicroseconds, durableMicroseconds: durableMicroseconds,
            durability: durability, heldCount: 0
        )
    }
}
