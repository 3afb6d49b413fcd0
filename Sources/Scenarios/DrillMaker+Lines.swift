import CrisisModel

extension DrillMaker {
    /// The lines as they come, each with its time; sorted at the end, those of one time in the order they came.
    struct Lines {
        private struct Line {
            var at: EventTime
            var order: Int
            var text: String
        }

        private let start: EventTime
        private let planner: String
        private var lines: [Line] = []
        private(set) var addedAccounts: [AccountID] = []

        init(start: EventTime, planner: String) throws(DrillMakerError) {
            guard start.microsecondsSinceEpoch >= 0 else {
                throw DrillMakerError(.outsideTheClock, "the clock cannot start before 1970")
            }
            self.start = start
            self.planner = planner
        }

        private mutating func add(_ event: CrisisEvent, at: EventTime, actor: String) {
            let text = ScenarioLineWriter.line(event, at: at, actor: actor)
            lines.append(Line(at: at, order: lines.count, text: text))
        }

        mutating func register(_ accounts: [AccountRegistered], neededBy posts: [Post])
            throws(DrillMakerError)
        {
            var known: Set<AccountID> = []
            for account in accounts {
                guard known.insert(account.account).inserted else {
                    throw DrillMakerError(.badPost, "the account \(account.account) is given twice")
                }
                add(.accountRegistered(account), at: start, actor: planner)
            }
            for post in posts where known.insert(post.post.account).inserted {
                addedAccounts.append(post.post.account)
                let account = AccountRegistered(
                    account: post.post.account, network: NetworkID(recorded: "drill"),
                    handle: post.post.account.text
                )
                add(.accountRegistered(account), at: start, actor: planner)
            }
        }

        mutating func adopt(_ rule: RuleAdopted) {
            add(.ruleAdopted(rule), at: start, actor: planner)
        }

        mutating func schedule(_ posts: [Post]) throws(DrillMakerError) {
            var names: Set<PostID> = []
            for (index, post) in posts.enumerated() {
                var event = post.post
                if event.post.text.isEmpty { event.post = PostID(recorded: "post-\(index + 1)") }
                guard names.insert(event.post).inserted else {
                    throw DrillMakerError(.badPost, "there are two posts \(event.post)")
                }
                let at = post.scheduledAt ?? start
                guard at >= start else {
                    throw DrillMakerError(
                        .badPost,
                        "the post \(event.post) is scheduled before the clock starts (\(start.rfc3339))"
                    )
                }
                guard event.dueAt > at else {
                    throw DrillMakerError(.badPost, "the post \(event.post) is due before it is scheduled")
                }
                // Tocsin takes the hash of the text itself.
                event.textHash = .zero
                add(.postScheduled(event), at: at, actor: planner)
            }
        }

        /// How many were repetitions.
        mutating func say(_ mentions: [Mention]) throws(DrillMakerError) -> Int {
            var seen: Set<String> = []
            var repeated = 0
            for mention in mentions {
                let event = mention.mention
                guard seen.insert("\(event.source)\u{0}\(event.id)").inserted else {
                    repeated += 1
                    continue
                }
                guard mention.occurredAt >= start else {
                    throw DrillMakerError(
                        .badMention,
                        "the mention \(event.id) is from before the clock starts (\(start.rfc3339))"
                    )
                }
                var live = event
                live.mode = .live
                add(.mentionRecorded(live), at: mention.occurredAt, actor: "inject")
            }
            return repeated
        }

        var count: Int { lines.count }
        var last: EventTime? { lines.map(\.at).max() }

        var text: String {
            lines.sorted { ($0.at, $0.order) < ($1.at, $1.order) }.map { $0.text + "\n" }.joined()
        }
    }
}
