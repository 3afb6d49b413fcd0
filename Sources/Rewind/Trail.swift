import CrisisModel

/// What each event rests on, noted in one pass: four bytes an event, nine a link, and the newest event of each kind
/// about each thing that is still spoken of.
struct Trail {
    /// Where each event's links begin, by sequence - 1.
    private var starts: [UInt32] = []
    private var targets: [UInt64] = []
    private var relations: [Why.Relation] = []
    private var realms: [RealmID: RealmTrail] = [:]
    private var opened: UInt64?
    private var configured: UInt64?
    /// Scores that do not follow their mention at once. There are none in a log that the daemon wrote.
    private var distantScores: [UInt64: UInt64] = [:]
    private var current: UInt64 = 0

    var last: UInt64 { UInt64(starts.count) }

    func links(of sequence: UInt64) -> [Why.Link] {
        guard sequence > 0, sequence <= last else { return [] }
        let index = Int(sequence - 1)
        let end = index + 1 < starts.count ? Int(starts[index + 1]) : targets.count
        return (Int(starts[index])..<end).map { Why.Link(relation: relations[$0], sequence: targets[$0]) }
    }

    mutating func note(_ recorded: RecordedEvent) {
        current = recorded.envelope.sequence
        starts.append(UInt32(targets.count))
        if let cause = recorded.envelope.causation { add(.cause, cause) }
        var realm = realms[recorded.envelope.realm] ?? RealmTrail()
        // Taken out while it changes, so that it is changed in place.
        realms[recorded.envelope.realm] = nil
        link(recorded, &realm)
        realm.remember(recorded)
        realms[recorded.envelope.realm] = realm
        switch recorded.event {
        case .logOpened: opened = current
        case .configurationApplied: configured = current
        default: break
        }
        // The daemon's own acts go back to its start when nothing else is behind them.
        if Int(starts[starts.count - 1]) == targets.count, recorded.envelope.actor.kind == .daemon,
            recorded.event.kind != .logOpened
        {
            add(.start, opened)
        }
    }

    private func score(of mention: UInt64) -> UInt64? {
        if let distant = distantScores[mention] { return distant }
        let isScored = links(of: mention + 1).contains { $0.sequence == mention && $0.relation == .mention }
        return isScored ? mention + 1 : nil
    }

    /// An earlier event, once. A word that says more takes the place of `cause`.
    private mutating func add(_ relation: Why.Relation, _ sequence: UInt64?) {
        guard let sequence, sequence > 0, sequence < current else { return }
        let start = Int(starts[starts.count - 1])
        if let index = targets[start...].firstIndex(of: sequence) {
            if relations[index] == .cause || relation == .due { relations[index] = relation }
            return
        }
        targets.append(sequence)
        relations.append(relation)
    }

    private mutating func link(_ recorded: RecordedEvent, _ realm: inout RealmTrail) {
        switch recorded.event {
        case .sentimentScored(let event):
            let mention = UInt64(bitPattern: event.mention)
            add(.mention, mention)
            if mention > 0, mention < current - 1 { distantScores[mention] = current }
        case .detectionFired(let event):
            add(.rule, realm.rules[event.rule])
            for mention in event.mentions {
                let sequence = UInt64(bitPattern: mention)
                guard sequence > 0, sequence < current else { continue }
                add(.mention, sequence)
                add(.score, score(of: sequence))
            }
        case .detectionCleared(let event): add(.rule, realm.rules[event.rule])
        case .ruleRetired(let event): add(.rule, realm.rules[event.rule])
        case .crisisSuspected(let event):
            add(.firing, UInt64(bitPattern: event.detection))
            add(.rule, realm.rules[event.rule])
        case .crisisDeclared(let event): add(.crisis, realm.crises[event.crisis])
        case .crisisDismissed(let event): add(.crisis, realm.crises[event.crisis])
        case .crisisClosed(let event):
            add(.crisis, realm.declarations[event.crisis])
            add(.crisis, realm.crises[event.crisis])
        case .taskOpened(let event):
            add(.scheduling, event.post.flatMap { realm.posts[$0]?.scheduled })
            add(.stop, event.epoch.flatMap { realm.stops[$0] })
        case .taskCompleted(let event): add(.task, realm.tasks[event.task])
        case .alertAttempted(let event): add(.alert, realm.alerts[event.alert])
        case .alertDelivered(let event): add(.alert, realm.alerts[event.alert])
        case .alertFailed(let event): add(.alert, realm.alerts[event.alert])
        case .alertExhausted(let event): add(.alert, realm.alerts[event.alert])
        case .alertAcknowledged(let event): add(.alert, realm.alerts[event.alert])
        case .accountRegistered(let event): add(.account, realm.accounts[event.account])
        case .accountRetired(let event): add(.account, realm.accounts[event.account])
        case .clockConfirmed: add(.clock, realm.clockStepped)
        case .drillAdvanced, .drillInjected, .drillEnded: add(.drill, realm.drillStarted)
        default: linkStop(recorded.event, &realm)
        }
    }

    private mutating func linkStop(_ event: CrisisEvent, _ realm: inout RealmTrail) {
        switch event {
        case .stopReceiptIssued(let event): add(.stop, realm.stops[event.epoch])
        case .stopExternalConfirmed(let event): add(.stop, realm.stops[event.epoch])
        case .stopLowered(let event): add(.stop, realm.stops[event.epoch])
        case .stopReleaseProposed(let event):
            add(.stop, realm.stops[event.epoch])
            add(.configuration, configured)
        case .stopReleased(let event):
            add(.proposal, realm.proposals[event.epoch])
            add(.stop, realm.stops[event.epoch])
            add(.configuration, configured)
        default: linkPost(event, &realm)
        }
    }

    private mutating func linkPost(_ event: CrisisEvent, _ realm: inout RealmTrail) {
        switch event {
        case .postScheduled(let event): add(.account, realm.accounts[event.account])
        case .postEdited(let event): add(.scheduling, realm.posts[event.post]?.scheduled)
        case .postApproved(let event):
            add(.scheduling, realm.posts[event.post]?.scheduled)
            add(.text, realm.posts[event.post]?.edited)
        case .postApprovalVoided(let event): add(.approval, realm.posts[event.post]?.approved)
        case .postHeld(let event):
            add(.stop, event.epoch.flatMap { realm.stops[$0] })
            add(.crisis, event.crisis.flatMap { realm.crises[$0] })
            if event.cause == .clock { add(.clock, realm.clockStepped) }
            for post in event.posts.prefix(Why.Limits.postsPerEventMax) {
                if event.cause == .blocked { add(.dispatch, realm.posts[post]?.dispatched) }
                add(.scheduling, realm.posts[post]?.scheduled)
            }
        case .postReturned(let event): linkHeld(event.posts, realm)
        case .postRescheduled(let event): linkHeld([event.post], realm)
        case .postCancelled(let event): linkHeld(event.posts, realm)
        case .postMissed(let event):
            for post in event.posts.prefix(Why.Limits.postsPerEventMax) {
                add(.hold, realm.posts[post]?.held)
                add(.due, realm.posts[post]?.due)
            }
            for post in event.posts.prefix(Why.Limits.postsPerEventMax) {
                add(.scheduling, realm.posts[post]?.scheduled)
            }
        case .postDispatchStarted(let event): linkDispatch(event, realm)
        case .postPublished(let event): linkOutcome(event.post, realm)
        case .postFailed(let event): linkOutcome(event.post, realm)
        case .postOutcomeUnknown(let event):
            linkOutcome(event.post, realm)
        case .postOutcomeResolved(let event):
            add(.task, realm.openPostTasks[event.post])
            linkOutcome(event.post, realm)
        default: break
        }
    }

    private mutating func linkHeld(_ posts: [PostID], _ realm: RealmTrail) {
        for post in posts.prefix(Why.Limits.postsPerEventMax) {
            add(.hold, realm.posts[post]?.held)
            add(.approval, realm.posts[post]?.approved)
            add(.scheduling, realm.posts[post]?.scheduled)
        }
    }

    private mutating func linkDispatch(_ event: PostDispatchStarted, _ realm: RealmTrail) {
        let post = realm.posts[event.post]
        // The time first: it is what made the post go out.
        add(.due, post?.due)
        add(.scheduling, post?.scheduled)
        add(.text, post?.edited)
        add(.approval, post?.approved)
        add(.clock, realm.advanced)
    }

    private mutating func linkOutcome(_ id: PostID, _ realm: RealmTrail) {
        let post = realm.posts[id]
        add(.dispatch, post?.dispatched)
        add(.scheduling, post?.scheduled)
        add(.approval, post?.approved)
    }
}
