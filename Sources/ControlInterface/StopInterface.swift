/// The emergency stop: engage, receipt, release.
/// Times are RFC 3339 in UTC. A drill is named where a call is meant for it; without a name every call means the live realm.
package enum StopInterface {
    package static let name = "org.tocsin.Stop"

    /// One engaged or released stop.
    package struct Stop: Codable, Hashable, Sendable {
        /// The stop's number.
        package var epoch: Int64
        /// 128 bits in hexadecimal, by which the latch knows the stop.
        package var stopId: String
        /// all, network:NAME, account:NAME, campaign:NAME or class:NAME; several are a union.
        package var scopes: [String]
        /// standard, cut or letFinish.
        package var category: String
        package var includeCrisisStatements: Bool
        /// More was stopped than asked, since what was asked could not be read or kept.
        package var widened: Bool
        package var reason: String?
        /// socket, control, signal, sentinel, unit, latch or persona.
        package var origin: String
        package var engagedAt: String
        package var engagedBy: String
        /// durable, untilReboot or memoryOnly.
        package var durability: String
        package var heldCount: Int64
        package var released: Bool
        package var releasedAt: String?
        package var releasedBy: [String]
        /// Who asked for the release first, while the others are awaited.
        package var releaseProposedBy: String?
        package var releaseExpiresAt: String?
        /// Solo: the earliest moment of the second call.
        package var releaseEffectiveAt: String?

        package init(
            epoch: Int64, stopId: String, scopes: [String], category: String, includeCrisisStatements: Bool,
            widened: Bool, reason: String? = nil, origin: String, engagedAt: String, engagedBy: String,
            durability: String, heldCount: Int64, released: Bool, releasedAt: String? = nil,
            releasedBy: [String], releaseProposedBy: String? = nil, releaseExpiresAt: String? = nil,
            releaseEffectiveAt: String? = nil
        ) {
            self.epoch = epoch
            self.stopId = stopId
            self.scopes = scopes
            self.category = category
            self.includeCrisisStatements = includeCrisisStatements
            self.widened = widened
            self.reason = reason
            self.origin = origin
            self.engagedAt = engagedAt
            self.engagedBy = engagedBy
            self.durability = durability
            self.heldCount = heldCount
            self.released = released
            self.releasedAt = releasedAt
            self.releasedBy = releasedBy
            self.releaseProposedBy = releaseProposedBy
            self.releaseExpiresAt = releaseExpiresAt
            self.releaseEffectiveAt = releaseEffectiveAt
        }
    }

    /// A post that was on its way when the stop came.
    package struct InFlightPost: Codable, Hashable, Sendable {
        package var post: String
        package var account: String
        /// blocked, sent, unknown or pending.
        package var outcome: String
        package var link: String?

        package init(post: String, account: String, outcome: String, link: String? = nil) {
            self.post = post
            self.account = account
            self.outcome = outcome
            self.link = link
        }
    }

    /// Held posts of one account.
    package struct AccountCount: Codable, Hashable, Sendable {
        package var account: String
        package var count: Int64

        package init(account: String, count: Int64) {
            self.account = account
            self.count = count
        }
    }

    /// What a stop did and did not do.
    package struct Receipt: Codable, Hashable, Sendable {
        package var stop: Stop
        /// In a person's words.
        package var summary: String
        /// The event number of the stop; absent until the log has it.
        package var sequence: Int64?
        package var receivedAt: String
        package var gateClosedMicroseconds: Int64
        package var durableMicroseconds: Int64?
        package var lastTransferEndedAt: String?
        /// Posts that it held when it came.
        package var heldAtStop: Int64
        /// What it holds still.
        package var heldByAccount: [AccountCount]
        package var inFlight: [InFlightPost]
        /// What Tocsin cannot stop, by name.
        package var outsideOurReach: [String]
        /// Tasks not yet ticked for it.
        package var unconfirmedTasks: Int64
        /// Every transfer is accounted for.
        package var final: Bool
        /// Who may release, by name.
        package var releasers: [String]
        package var releaseNeeds: String
        package var signed: Bool
        /// The receipt as a signed note, once it is final.
        package var note: String?
        /// The newest checkpoint of the log, on one line.
        package var checkpoint: String?

        package init(
            stop: Stop, summary: String, sequence: Int64? = nil, receivedAt: String,
            gateClosedMicroseconds: Int64, durableMicroseconds: Int64? = nil,
            lastTransferEndedAt: String? = nil, heldAtStop: Int64 = 0, heldByAccount: [AccountCount],
            inFlight: [InFlightPost],
            outsideOurReach: [String], unconfirmedTasks: Int64, final: Bool, releasers: [String],
            releaseNeeds: String, signed: Bool,
            note: String? = nil, checkpoint: String? = nil
        ) {
            self.note = note
            self.checkpoint = checkpoint
            self.heldAtStop = heldAtStop
            self.stop = stop
            self.summary = summary
            self.sequence = sequence
            self.receivedAt = receivedAt
            self.gateClosedMicroseconds = gateClosedMicroseconds
            self.durableMicroseconds = durableMicroseconds
            self.lastTransferEndedAt = lastTransferEndedAt
            self.heldByAccount = heldByAccount
            self.inFlight = inFlight
            self.outsideOurReach = outsideOurReach
            self.unconfirmedTasks = unconfirmedTasks
            self.final = final
            self.releasers = releasers
            self.releaseNeeds = releaseNeeds
            self.signed = signed
        }
    }

    /// A post that a stop would hold now.
    package struct CoveredPost: Codable, Hashable, Sendable {
        package var post: String
        package var account: String
        package var postClass: String
        package var dueAt: String

        package init(post: String, account: String, postClass: String, dueAt: String) {
            self.post = post
            self.account = account
            self.postClass = postClass
            self.dueAt = dueAt
        }
    }

    /// A scope that matches nothing: nothing was stopped.
    package struct ScopeMatchesNothing: ControlError {
        package static let name = "org.tocsin.Stop.ScopeMatchesNothing"

        package var scope: String
        package var near: [String]

        package init(scope: String, near: [String]) {
            self.scope = scope
            self.near = near
        }
    }
}
