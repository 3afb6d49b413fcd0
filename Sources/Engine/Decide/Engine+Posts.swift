import CrisisModel

/// Scheduling, approving, holding, reviewing and cancelling posts.
extension Engine {
    func existing(_ id: PostID) throws(Refusal) -> Post {
        guard let post = realm.posts[id] else {
            throw Refusal(.unknownPost, "there is no post \(id)", next: "tocsinctl post list")
        }
        return post
    }

    func usableAccount(_ id: AccountID) throws(Refusal) -> Account {
        guard let account = realm.accounts[id] else {
            let near = realm.accounts.keys.sorted().prefix(5).map(\.text).joined(separator: ", ")
            throw Refusal(
                .unknownAccount, "there is no account \(id)" + (near.isEmpty ? "" : "; known: \(near)"),
                next: "tocsinctl account list"
            )
        }
        guard !account.retired else { throw Refusal(.accountRetired, "account \(id) is retired") }
        return account
    }

    func checkText(_ text: String) throws(Refusal) {
        guard !text.isEmpty else { throw Refusal(.badPost, "text: a post needs a text") }
        guard text.utf8.count <= EngineLimits.postTextBytesMax else {
            throw Refusal(.badPost, "text: longer than \(EngineLimits.postTextBytesMax) bytes")
        }
    }

    func checkFuture(_ dueAt: EventTime) throws(Refusal) {
        guard dueAt > context.at else {
            throw Refusal(
                .dueInThePast, "dueAt: \(dueAt.rfc3339) is past; it is \(context.at.rfc3339)",
                next: "choose a time that is ahead"
            )
        }
    }

    mutating func schedule(_ new: NewPost) throws(Refusal) {
        _ = try usableAccount(new.account)
        try checkText(new.text)
        try checkFuture(new.dueAt)
        let id = new.post ?? freePostID()
        try checkName("post", id)
        if let campaign = new.campaign { try checkName("campaign", campaign) }
        guard !realm.posts.contains(id) else {
            throw Refusal(.postExists, "post \(id) exists already", next: "tocsinctl post show \(id)")
        }
        guard realm.openPostCount < EngineLimits.postsMax else {
            throw Refusal(.limitReached, "more than \(EngineLimits.postsMax) posts")
        }
        let sequence = emit(
            PostScheduled(
                post: id, account: new.account, postClass: new.postClass, campaign: new.campaign,
                text: new.text,
                textHash: new.textHash, dueAt: new.dueAt
            )
        )
        holdIfCovered(id, causedBy: sequence)
    }

    /// The next number whose name nobody has taken by hand.
    private func freePostID() -> PostID {
        var number = realm.postsEver + 1
        while realm.posts.contains(PostID(recorded: "p-\(number)")) { number += 1 }
        return PostID(recorded: "p-\(number)")
    }

    /// What enters the queue under a stop or a rule's hold is held at once, and the record says why.
    mutating func holdIfCovered(_ id: PostID, causedBy cause: UInt64) {
        guard let post = realm.posts[id], post.state == .scheduled else { return }
        if let stop = realm.stopHolding(post) {
            emit(
                PostHeld(posts: [id], cause: .stop, epoch: stop.engaged.epoch),
                causedBy: cause, correlation: stop.sequence
            )
        } else if let crisis = realm.crisisHolding(post) {
            emit(
                PostHeld(posts: [id], cause: .rule, crisis: crisis.number), causedBy: cause,
                correlation: crisis.sequence
            )
        }
    }

    mutating func edit(_ id: PostID, _ text: String, _ hash: Digest) throws(Refusal) {
        let post = try existing(id)
        try checkText(text)
        switch post.state {
        case .scheduled, .held, .missed, .failed: break
        case .dispatching, .published, .unknown, .cancelled:
            throw Refusal(
                .wrongState, "post \(id) is \(post.state.rawValue): its text cannot change any more")
        }
        let sequence = emit(PostEdited(post: id, text: text, textHash: hash))
        if post.approval != nil { emit(PostApprovalVoided(post: id), causedBy: sequence) }
        holdIfCovered(id, causedBy: sequence)
    }

    mutating func approve(_ id: PostID) throws(Refusal) {
        let post = try existing(id)
        switch post.state {
        case .scheduled, .held, .missed: break
        case .dispatching, .published, .failed, .unknown, .cancelled:
            throw Refusal(.wrongState, "post \(id) is \(post.state.rawValue)")
        }
        try checkPerson("approve a post")
        let sequence = emit(PostApproved(post: id, textHash: post.textHash, epoch: realm.highestEpoch))
        returnPassingStatements(causedBy: sequence)
    }

    /// Crisis statements that a stop held and that now pass it go back to their time, where it is ahead. Once the
    /// stop that held one is released, only a person's review returns it.
    mutating func returnPassingStatements(causedBy cause: UInt64) {
        let returning = realm.posts.open.values.filter { post in
            post.postClass == .crisis && post.state == .held && post.holdCause == .stop
                && post.dueAt > context.at && post.approvedEpoch != nil && realm.stopHolding(post) == nil
                && post.holdEpoch.flatMap { realm.stops[$0]?.released } == false
        }
        for chunk in chunks(returning.map(\.id).sorted()) {
            emit(
                PostReturned(posts: chunk, reason: "approved under the stop, crisis declared"),
                causedBy: cause)
        }
    }

    mutating func hold(_ ids: [PostID], _ reason: String?) throws(Refusal) {
        guard !ids.isEmpty, ids.count <= EngineLimits.postsPerEventMax else {
            throw Refusal(.nothingSelected, "name 1 to \(EngineLimits.postsPerEventMax) posts")
        }
        try checkNote("reason", reason)
        for id in ids {
            let post = try existing(id)
            guard post.state == .scheduled else {
                throw Refusal(.wrongState, "post \(id) is \(post.state.rawValue), not scheduled")
            }
        }
        emit(PostHeld(posts: Array(Set(ids)).sorted(), cause: .person, reason: reason))
    }

    mutating func unhold(_ id: PostID) throws(Refusal) {
        let post = try existing(id)
        guard post.state == .held, post.holdCause == .person else {
            throw Refusal(
                .wrongState, "post \(id) is not held by a person",
                next: "tocsinctl post show \(id)"
            )
        }
        try checkNotHeldBack(post, ignoringPerson: true)
        try checkFuture(post.dueAt)
        emit(PostReturned(posts: [id]))
    }

    func refuseCovered(_ post: Post, by stop: Stop) throws(Refusal) {
        throw Refusal(
            .stopped, "post \(post.id) is covered by stop \(stop.engaged.epoch), which is engaged",
            next: "tocsinctl release \(stop.engaged.epoch)"
        )
    }

    func checkNotHeldBack(_ post: Post, ignoringPerson: Bool) throws(Refusal) {
        if let stop = realm.stopHolding(post) { try refuseCovered(post, by: stop) }
        if let crisis = realm.crisisHolding(post) {
            throw Refusal(
                .stopped,
                "post \(post.id) is held by crisis \(crisis.number), which is \(crisis.phase.rawValue)",
                next: "tocsinctl crisis show \(crisis.number)"
            )
        }
        if post.holdCause == .clock, realm.clockHeld {
            throw Refusal(.stopped, "the clock stepped and is not confirmed", next: "tocsinctl readiness")
        }
        if !ignoringPerson, post.holdCause == .person {
            throw Refusal(
                .stopped, "post \(post.id) is held by a person", next: "tocsinctl post unhold \(post.id)")
        }
    }

    mutating func cancel(_ ids: [PostID], _ scopes: [StopScope], _ reason: String?) throws(Refusal) {
        guard !ids.isEmpty || !scopes.isEmpty else {
            throw Refusal(.nothingSelected, "name the posts or a --scope to cancel")
        }
        try checkNote("reason", reason)
        var selected = Set<PostID>()
        for id in ids {
            let post = try existing(id)
            switch post.state {
            case .scheduled, .held, .missed, .failed: selected.insert(id)
            case .dispatching, .published, .unknown, .cancelled:
                throw Refusal(.wrongState, "post \(id) is \(post.state.rawValue) and cannot be cancelled")
            }
        }
        for post in realm.posts.open.values where [.scheduled, .held, .missed].contains(post.state) {
            let covered = scopes.contains {
                $0.covers(
                    network: post.network, account: post.account, campaign: post.campaign,
                    postClass: post.postClass
                )
            }
            if covered { selected.insert(post.id) }
        }
        guard !selected.isEmpty else {
            throw Refusal(.nothingSelected, "no scheduled, held or missed post is selected")
        }
        for chunk in chunks(selected.sorted()) { emit(PostCancelled(posts: chunk, reason: reason)) }
    }

    func chunks(_ ids: [PostID]) -> [[PostID]] {
        stride(from: 0, to: ids.count, by: EngineLimits.postsPerEventMax).map {
            Array(ids[$0..<min($0 + EngineLimits.postsPerEventMax, ids.count)])
        }
    }

    /// A person's decision on a held or missed post. A time that has passed cannot be kept.
    mutating func review(_ id: PostID, _ decision: ReviewDecision) throws(Refusal) {
        let post = try existing(id)
        guard post.state == .held || post.state == .missed || post.state == .failed else {
            throw Refusal(.wrongState, "post \(id) is \(post.state.rawValue): there is nothing to decide")
        }
        switch decision {
        case .cancel: emit(PostCancelled(posts: [id], reason: "by review"))
        case .keep:
            try checkNotHeldBack(post, ignoringPerson: false)
            _ = try usableAccount(post.account)
            guard post.dueAt > context.at else {
                throw Refusal(
                    .dueInThePast,
                    "post \(id) was due \(post.dueAt.rfc3339), which is past: it cannot keep its time",
                    next: "tocsinctl post review \(id) --at TIME, or --cancel"
                )
            }
            emit(PostReturned(posts: [id], reason: "kept by review"))
        case .move(let dueAt):
            // A person's new time for this very post stands above a rule's hold, never above a stop.
            if let stop = realm.stopHolding(post) { try refuseCovered(post, by: stop) }
            try checkFuture(dueAt)
            _ = try usableAccount(post.account)
            emit(PostRescheduled(post: id, dueAt: dueAt))
        }
    }

    mutating func resolve(
        _ id: PostID, _ outcome: SettledOutcome, _ note: String?, _ link: String?
    ) throws(Refusal) {
        let post = try existing(id)
        guard post.state == .unknown else {
            throw Refusal(.wrongState, "post \(id) is \(post.state.rawValue): its outcome is not unknown")
        }
        try checkNote("note", note)
        try checkNote("link", link)
        let sequence = emit(
            PostOutcomeResolved(post: id, attempt: post.attempt, outcome: outcome, note: note, link: link),
            causedBy: post.lastSequence
        )
        for task in realm.tasks.values.filter({ $0.opened.post == id && $0.doneBy == nil }) {
            emit(
                TaskCompleted(task: task.opened.task, note: "outcome: \(outcome.rawValue)"),
                causedBy: sequence)
        }
    }
}
