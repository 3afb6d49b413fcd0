package import CrisisModel
package import Detection

/// Everything that is true in one realm, folded from its events and nothing else.
package struct RealmState: StateFields {
    package private(set) var id: RealmID
    /// The realm's clock as of its last event.
    package var at = EventTime.zero
    package var accounts: [AccountID: Account] = [:]
    package var posts = PostTable()
    package var stops: [Int64: Stop] = [:]
    package var highestEpoch: Int64 = 0
    package var rules: [RuleID: Rule] = [:]
    package var crises: [Int64: Crisis] = [:]
    package var alerts: [Int64: Alert] = [:]
    package var tasks: [Int64: OpenTask] = [:]
    package var mentionCount: Int64 = 0
    package var negativeMentionCount: Int64 = 0
    package var postsEver: Int64 = 0
    /// Every campaign that ever had a post: a stop may name it before it has another one.
    package var campaigns: Set<CampaignID> = []
    /// How many posts were published, and how many cancelled: these are packed away.
    package private(set) var publishedCount: Int64 = 0
    package private(set) var cancelledCount: Int64 = 0
    /// Posts in each state.
    package private(set) var postCounts: [Post.State: Int] = [:]
    /// Held posts: everybody asks for these, and they are few beside all that ever went out.
    package private(set) var held: Set<PostID> = []
    /// Mentions that their source no longer shows.
    package var deletedMentions: Set<UInt64> = []
    /// The wall clock stepped and nobody has confirmed it.
    package var clockHeld = false
    package var due = DueQueue()
    /// Posts on their way.
    package var dispatching: Set<PostID> = []
    /// The mention that the next score is about: rules need its author, scope and time once.
    package var lastMention: HeardMention?
    /// Rules whose condition the newest score made true; decide turns each into an event.
    package var pendingFirings: [RuleID: CountWindow.Firing] = [:]

    package struct HeardMention: Hashable, Sendable {
        package var sequence: UInt64
        package var mention: MentionRecorded
        package var occurredAt: EventTime
    }

    package init(id: RealmID) {
        self.id = id
    }

    package var engagedStops: [Stop] {
        stops.values.filter { !$0.released }.sorted { $0.engaged.epoch < $1.engaged.epoch }
    }

    package var openCrises: [Crisis] {
        crises.values.filter(\.isOpen).sorted { $0.number < $1.number }
    }

    package var crisisDeclared: Bool { crises.values.contains { $0.phase == .active } }

    /// The loudest state of any crisis.
    package var phase: CrisisPhase {
        if crises.values.contains(where: { $0.phase == .active }) { return .active }
        if crises.values.contains(where: { $0.phase == .suspected }) { return .suspected }
        return .calm
    }

    package func stopHolding(_ post: Post) -> Stop? { holders.stop(holding: post) }

    package func crisisHolding(_ post: Post) -> Crisis? { holders.crisis(holding: post) }

    /// Who asks about many posts makes this once.
    package var holders: Holders {
        Holders(stops: engagedStops, crises: openCrises, crisisDeclared: crisisDeclared)
    }

    /// The next moment at which something must be decided, by this realm's clock.
    package var nextDue: DueQueue.Entry? { due.first }

    /// After every change of posts: so the first entry is always a current one.
    mutating func dropStaleDueEntries() {
        while let entry = due.first, !isCurrent(entry) { due.removeFirst() }
    }

    package func isCurrent(_ entry: DueQueue.Entry) -> Bool {
        guard let index = posts.open.index(forKey: entry.post) else { return false }
        return posts.open.values[index].state == .scheduled && posts.open.values[index].dueAt == entry.dueAt
    }

    /// Posts that are neither published nor cancelled.
    package var openPostCount: Int { posts.open.count }

    package func count(_ state: Post.State) -> Int { postCounts[state] ?? 0 }

    /// Posts that wait for a person's decision.
    package var reviewCount: Int {
        let holders = holders
        return count(.missed)
            + held.count { id in
                guard let index = posts.open.index(forKey: id) else { return false }
                return reasonToHold(posts.open.values[index], by: holders) == nil
            }
    }

    /// What is derived of the posts follows each of them from state to state.
    mutating func follow(_ id: PostID, from old: Post.State?, to new: Post.State) {
        guard old != new else { return }
        if let old {
            postCounts[old, default: 0] -= 1
            if old == .held { held.remove(id) }
            if old == .dispatching { dispatching.remove(id) }
        }
        postCounts[new, default: 0] += 1
        if new == .held { held.insert(id) }
        if new == .dispatching { dispatching.insert(id) }
        if new == .published { publishedCount += 1 }
        if new == .cancelled { cancelledCount += 1 }
    }

    package func needsReview(_ post: Post, holders: Holders? = nil) -> Bool {
        switch post.state {
        case .missed: true
        case .held: reasonToHold(post, by: holders) == nil
        case .scheduled, .dispatching, .published, .failed, .unknown, .cancelled: false
        }
    }

    /// What still keeps a held post back, apart from the need of a decision.
    package func reasonToHold(_ post: Post, by given: Holders? = nil) -> String? {
        let holders = given ?? holders
        if let stop = holders.stop(holding: post) { return "stop \(stop.engaged.epoch) is engaged" }
        if let crisis = holders.crisis(holding: post) {
            return "crisis \(crisis.number) is \(crisis.phase.rawValue)"
        }
        if post.holdCause == .person { return "held by a person" }
        if post.holdCause == .clock, clockHeld { return "the clock stepped and is not confirmed" }
        return nil
    }

    package func heldPosts(coveredBy stop: Stop) -> [Post] {
        held.compactMap { posts.open[$0] }.filter { post in
            stop.engaged.scopes.contains {
                $0.covers(
                    network: post.network, account: post.account, campaign: post.campaign,
                    postClass: post.postClass
                )
            }
        }
    }

    package static var blank: RealmState { RealmState(id: .live) }

    /// `lastMention` and `pendingFirings` live only between two events of one command.
    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        var number = id.number
        try coder.unsigned("id", &number)
        id = RealmID(number)
        try coder.time("at", &at)
        try coder.integer("highestEpoch", &highestEpoch)
        try coder.integer("mentionCount", &mentionCount)
        try coder.integer("negativeMentionCount", &negativeMentionCount)
        try coder.integer("postsEver", &postsEver)
        try coder.flag("clockHeld", &clockHeld)
        try coder.keyed("accounts", &accounts)
        try posts.visit("posts", &coder)
        try coder.integer("publishedCount", &publishedCount)
        try coder.integer("cancelledCount", &cancelledCount)
        var campaigns = campaigns.sorted()
        try coder.names("campaigns", &campaigns)
        try coder.keyed("stops", &stops)
        try coder.keyed("rules", &rules)
        try coder.keyed("crises", &crises)
        try coder.keyed("alerts", &alerts)
        try coder.keyed("tasks", &tasks)
        var deleted = deletedMentions.sorted().map { Int64(bitPattern: $0) }
        try coder.integers("deletedMentions", &deleted)
        if Coder.restores {
            let sequences = deleted.map { UInt64(bitPattern: $0) }
            guard zip(sequences, sequences.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw coder.invalid("deletedMentions", "they are not in order")
            }
            deletedMentions = Set(sequences)
            guard zip(campaigns, campaigns.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw coder.invalid("campaigns", "they are not in order")
            }
            self.campaigns = Set(campaigns)
            try checkSettledCounts(&coder)
            derive()
        }
    }

    private func checkSettledCounts<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        guard posts.open.values.allSatisfy({ !$0.isFinal }), publishedCount >= 0, cancelledCount >= 0,
            publishedCount.addingReportingOverflow(cancelledCount) == (Int64(posts.settled.count), false)
        else { throw coder.invalid("publishedCount", "not as many as there are settled posts") }
    }

    /// What follows from the posts.
    private mutating func derive() {
        due = DueQueue()
        dispatching = []
        held = []
        postCounts = [.published: Int(publishedCount), .cancelled: Int(cancelledCount)].filter {
            $0.value > 0
        }
        // By index: a post in hand is a copy of all its texts.
        for index in posts.open.indices {
            let id = posts.open.keys[index]
            let state = posts.open.values[index].state
            follow(id, from: nil, to: state)
            if state == .scheduled {
                due.insert(DueQueue.Entry(dueAt: posts.open.values[index].dueAt, post: id))
            }
        }
    }

    package func canonicalBytes(into bytes: inout CanonicalBytes) {
        var copy = self
        copy.visit(&bytes)
    }
}
