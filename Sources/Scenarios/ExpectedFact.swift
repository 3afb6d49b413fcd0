package import CrisisModel

/// One thing that must hold when a scenario has been played.
package enum ExpectedFact: Hashable, Sendable {
    case crisisSuspected(within: TimeRange, rule: RuleID?)
    case crisisDeclared(within: TimeRange)
    case noCrisis(rules: [RuleID])
    case held(PostSelection, atLeast: Int64)
    case heldBeforeDue(post: PostID)
    case noHolds(PostSelection)
    case published(post: PostID, within: TimeRange)
    case publishedCount(PostSelection, count: Int64)
    case notPublished(PostSelection, after: Moment, until: Moment)
    case cancelled(post: PostID)
    case stopEngaged(within: TimeRange, heldAtLeast: Int64)
    case noStop
    case released(stop: Int64, within: TimeRange, persons: Int64)
    case notReleased(stop: Int64)
    case reviewed(PostSelection)
    case alertRaised(within: TimeRange)

    /// Not before, not after.
    package struct TimeRange: Hashable, Sendable {
        package var after: EventTime?
        package var by: EventTime?

        package init(after: EventTime? = nil, by: EventTime? = nil) {
            self.after = after
            self.by = by
        }

        package static let any = TimeRange()

        func contains(_ time: EventTime) -> Bool {
            time >= after ?? EventTime(microsecondsSinceEpoch: .min) && time <= by ?? .distantFuture
        }

        var words: String {
            (after.map { " after \($0.rfc3339)" } ?? "") + (by.map { " by \($0.rfc3339)" } ?? "")
        }
    }

    /// Empty lists select everything; several are cut with each other.
    package struct PostSelection: Hashable, Sendable {
        package var posts: [PostID] = []
        package var classes: [PostClass] = []
        package var accounts: [AccountID] = []
        package var campaigns: [CampaignID] = []

        package init(
            posts: [PostID] = [], classes: [PostClass] = [], accounts: [AccountID] = [],
            campaigns: [CampaignID] = []
        ) {
            self.posts = posts
            self.classes = classes
            self.accounts = accounts
            self.campaigns = campaigns
        }

        package static let all = PostSelection()

        var words: String {
            var parts: [String] = []
            if !posts.isEmpty { parts.append("posts " + posts.map(\.text).joined(separator: ", ")) }
            if !classes.isEmpty { parts.append("classes " + classes.map(\.rawValue).joined(separator: ", ")) }
            if !accounts.isEmpty { parts.append("accounts " + accounts.map(\.text).joined(separator: ", ")) }
            if !campaigns.isEmpty {
                parts.append("campaigns " + campaigns.map(\.text).joined(separator: ", "))
            }
            return parts.isEmpty ? "any post" : parts.joined(separator: "; ")
        }
    }

    package enum Moment: Hashable, Sendable {
        case time(EventTime)
        case start
        case crisisSuspected
        case crisisDeclared
        case stopEngaged
        /// The release of the last stop; without one, never.
        case release
        /// The same; without one, the end.
        case releaseOrEnd
        case end
    }

    /// As it is written in `expect.yaml`.
    package var name: String {
        switch self {
        case .crisisSuspected: "crisisSuspected"
        case .crisisDeclared: "crisisDeclared"
        case .noCrisis: "noCrisis"
        case .held: "held"
        case .heldBeforeDue: "heldBeforeDue"
        case .noHolds: "noHolds"
        case .published, .publishedCount: "published"
        case .notPublished: "notPublished"
        case .cancelled: "cancelled"
        case .stopEngaged: "stopEngaged"
        case .noStop: "noStop"
        case .released: "released"
        case .notReleased: "notReleased"
        case .reviewed: "reviewed"
        case .alertRaised: "alertRaised"
        }
    }

    private var selection: PostSelection? {
        switch self {
        case .held(let selection, _), .noHolds(let selection), .publishedCount(let selection, _),
            .notPublished(let selection, _, _), .reviewed(let selection):
            selection
        default: nil
        }
    }

    /// The posts it names.
    package var posts: [PostID] {
        switch self {
        case .heldBeforeDue(let post), .published(let post, _), .cancelled(let post): [post]
        default: selection?.posts ?? []
        }
    }

    package var accounts: [AccountID] { selection?.accounts ?? [] }

    package var rules: [RuleID] {
        switch self {
        case .crisisSuspected(_, let rule): rule.map { [$0] } ?? []
        case .noCrisis(let rules): rules
        default: []
        }
    }
}
