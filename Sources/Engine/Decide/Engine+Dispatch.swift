import CrisisModel

/// What falls due, and what became of what was sent.
extension Engine {
    /// Everything that is due by the realm's clock, a bounded number at a time: whoever ticks looks again.
    mutating func tick() {
        var decided = 0
        let grace = state.settings.overdueGraceSeconds
        while let entry = realm.nextDue, entry.dueAt <= context.at,
            decided < EngineLimits.dispatchesPerTickMax,
            realm.dispatching.count < EngineLimits.dispatchingMax, let post = realm.posts[entry.post]
        {
            if let stop = realm.stopHolding(post) {
                emit(
                    PostHeld(posts: [post.id], cause: .stop, epoch: stop.engaged.epoch),
                    causedBy: post.lastSequence, correlation: stop.sequence
                )
            } else if realm.clockHeld {
                // By a clock in doubt nothing can be called missed either.
                emit(
                    PostHeld(posts: [post.id], cause: .clock, reason: "the clock stepped"),
                    causedBy: post.lastSequence)
            } else if context.at > entry.dueAt.adding(seconds: grace) {
                emit(
                    PostMissed(posts: [post.id], reason: "its time passed while nothing could be sent"),
                    causedBy: post.lastSequence
                )
            } else {
                emit(
                    PostDispatchStarted(
                        post: post.id, attempt: post.attempt + 1, textHash: post.textHash,
                        epoch: realm.highestEpoch
                    ),
                    causedBy: post.lastSequence
                )
            }
            decided += 1
        }
    }

    mutating func reportDispatch(_ id: PostID, _ attempt: Int64, _ outcome: DispatchOutcome) throws(Refusal) {
        let post = try existing(id)
        guard post.state == .dispatching, post.attempt == attempt else {
            throw Refusal(.wrongState, "post \(id) is \(post.state.rawValue), attempt \(post.attempt)")
        }
        let cause = post.lastSequence
        switch outcome {
        case .published(let link):
            emit(PostPublished(post: id, attempt: attempt, link: link), causedBy: cause)
        case .failed(let reason):
            emit(PostFailed(post: id, attempt: attempt, reason: reason), causedBy: cause)
        case .unknown(let reason): markUnknown(post, reason)
        case .blocked(let reason):
            let stop = realm.stopHolding(post)
            emit(
                PostHeld(
                    posts: [id], cause: stop == nil ? .blocked : .stop, epoch: stop?.engaged.epoch,
                    reason: reason
                ),
                causedBy: cause, correlation: stop?.sequence
            )
        }
    }

    /// Never sent again blindly: a person, or the network, must say what became of it.
    mutating func markUnknown(_ post: Post, _ reason: String) {
        let sequence = emit(
            PostOutcomeUnknown(post: post.id, attempt: post.attempt, reason: reason),
            causedBy: post.lastSequence
        )
        let task = emit(
            TaskOpened(
                task: nextTask,
                title: "Find out whether post \(post.id) went out on \(post.account): look at the account, "
                    + "then: tocsinctl post resolve \(post.id) --published or --not-published",
                post: post.id, epoch: realm.engagedStops.last?.engaged.epoch
            ),
            causedBy: sequence
        )
        raiseAlert(
            "Post \(post.id): outcome unknown",
            "Post \(post.id) on \(post.account) may or may not have gone out (\(reason)). It will not be sent again.",
            causedBy: task
        )
    }

    var nextTask: Int64 { (realm.tasks.keys.max() ?? 0) + 1 }

    /// The daemon starts: what was on its way when it died is unknown, in every realm.
    mutating func openLog(_ opened: LogOpened) {
        emit(opened)
        let interrupted = state.realms.values.flatMap { realm in
            realm.dispatching.compactMap { realm.posts[$0] }.map { (realm.id, $0) }
        }
        for (realm, post) in interrupted.sorted(by: { ($0.0, $0.1.id) < ($1.0, $1.1.id) }) {
            let live = context
            context.realm = realm
            context.at = realm.isLive ? live.at : self.realm.at
            markUnknown(
                post,
                "the daemon stopped between start and outcome (start recorded as event \(post.lastSequence))")
            context = live
        }
    }

    mutating func noteClockStep(microseconds: Int64) {
        let sequence = emit(ClockStepped(microseconds: microseconds))
        raiseAlert(
            "The clock stepped",
            "The clock of this machine stepped by \(microseconds / 1_000_000) s. "
                + "Posts that fall due are held until a person confirms the time.", causedBy: sequence
        )
    }

    mutating func confirmClock() throws(Refusal) {
        guard realm.clockHeld else { throw Refusal(.wrongState, "the clock is not in doubt") }
        emit(ClockConfirmed())
    }
}
