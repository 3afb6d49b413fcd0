package import CrisisModel

/// What persons decide about crises.
extension Engine {
    func openCrisis(_ number: Int64) throws(Refusal) -> Crisis {
        guard let crisis = realm.crises[number] else {
            throw Refusal(.unknownCrisis, "there is no crisis \(number)", next: "tocsinctl crisis list")
        }
        guard crisis.isOpen else {
            throw Refusal(.crisisEnded, "crisis \(number) is over: \(crisis.ended ?? "closed")")
        }
        return crisis
    }

    /// Declares the newest suspicion, or a crisis that no rule saw.
    mutating func declare(_ reason: String?) throws(Refusal) {
        try checkNote("reason", reason)
        if let active = realm.openCrises.first(where: { $0.phase == .active }) {
            throw Refusal(
                .alreadyDone, "crisis \(active.number) is declared already",
                next: "tocsinctl crisis show \(active.number)"
            )
        }
        let number = realm.openCrises.last?.number ?? (realm.crises.keys.max() ?? 0) + 1
        let correlation = realm.crises[number]?.sequence
        let declared = emit(
            CrisisDeclared(crisis: number, reason: reason), causedBy: correlation, correlation: correlation
        )
        returnPassingStatements(causedBy: declared)
    }

    mutating func dismiss(_ number: Int64, _ verdict: Verdict, _ note: String?) throws(Refusal) {
        let crisis = try openCrisis(number)
        try checkNote("note", note)
        let dismissed = emit(
            CrisisDismissed(crisis: number, verdict: verdict, note: note), causedBy: crisis.sequence,
            correlation: crisis.sequence
        )
        guard verdict == .false else { return }
        let (returning, stopped, missed) = dismissalOutcome(of: number)
        for chunk in chunks(returning) {
            emit(
                PostReturned(posts: chunk, reason: "crisis \(number) was a false alarm"), causedBy: dismissed,
                correlation: crisis.sequence
            )
        }
        for (epoch, posts) in stopped.sorted(by: { $0.key < $1.key }) {
            for chunk in chunks(posts) {
                emit(
                    PostHeld(posts: chunk, cause: .stop, epoch: epoch), causedBy: dismissed,
                    correlation: realm.stops[epoch]?.sequence
                )
            }
        }
        handOver(postsOf: number, causedBy: dismissed)
        for chunk in chunks(missed) {
            emit(
                PostMissed(posts: chunk, reason: "their time passed during crisis \(number)"),
                causedBy: dismissed,
                correlation: crisis.sequence
            )
        }
    }

    /// What another open crisis keeps is held in its name from here on, so that its own end decides on it.
    private mutating func handOver(postsOf number: Int64, causedBy cause: UInt64) {
        var kept: [Int64: [PostID]] = [:]
        for post in realm.posts.open.values
        where post.state == .held && post.holdCause == .rule && post.holdCrisis == number
            && post.dueAt > context.at
        {
            guard let other = realm.crisisHolding(post) else { continue }
            kept[other.number, default: []].append(post.id)
        }
        for (other, posts) in kept.sorted(by: { $0.key < $1.key }) {
            for chunk in chunks(posts.sorted()) {
                emit(
                    PostHeld(posts: chunk, cause: .rule, crisis: other), causedBy: cause,
                    correlation: realm.crises[other]?.sequence
                )
            }
        }
    }

    /// What a dismissal as a false alarm does to the posts that the rule held: those whose time is ahead return,
    /// unless a stop or another crisis covers them; the others are missed.
    package func dismissalOutcome(
        of number: Int64, in realm: RealmState? = nil, at time: EventTime? = nil
    ) -> (returning: [PostID], stopped: [Int64: [PostID]], missed: [PostID]) {
        let realm = realm ?? self.realm
        let now = time ?? context.at
        var returning: [PostID] = []
        var stopped: [Int64: [PostID]] = [:]
        var missed: [PostID] = []
        for post in realm.posts.open.values.sorted(by: { $0.id < $1.id })
        where post.state == .held && post.holdCause == .rule && post.holdCrisis == number {
            if post.dueAt <= now {
                missed.append(post.id)
            } else if let stop = realm.stopHolding(post) {
                stopped[stop.engaged.epoch, default: []].append(post.id)
            } else if realm.openCrises.contains(where: {
                $0.number != number && $0.heldBy?.holds(post) == true
            }) {
                continue
            } else {
                returning.append(post.id)
            }
        }
        return (returning, stopped, missed)
    }

    mutating func close(_ number: Int64, _ reason: String?) throws(Refusal) {
        let crisis = try openCrisis(number)
        try checkNote("reason", reason)
        emit(
            CrisisClosed(crisis: number, reason: reason), causedBy: crisis.sequence,
            correlation: crisis.sequence
        )
    }
}
