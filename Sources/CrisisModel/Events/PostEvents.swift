/// A post is queued for a time.
package struct PostScheduled: EventPayload {
    package static let kind = EventKind.postScheduled

    package var post: PostID = PostID(recorded: "")
    package var account: AccountID = AccountID(recorded: "")
    package var postClass: PostClass = .routine
    package var campaign: CampaignID? = nil
    package var text: String = ""
    /// SHA-256 of the text.
    package var textHash: Digest = .zero
    package var dueAt: EventTime = .zero

    package init() {}

    package init(
        post: PostID, account: AccountID, postClass: PostClass, campaign: CampaignID? = nil, text: String,
        textHash: Digest, dueAt: EventTime
    ) {
        self.post = post
        self.account = account
        self.postClass = postClass
        self.campaign = campaign
        self.text = text
        self.textHash = textHash
        self.dueAt = dueAt
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.name("account", &account)
        try coder.choice("class", &postClass)
        try coder.name("campaign", &campaign)
        try coder.text("text", &text)
        try coder.digest("textHash", &textHash)
        try coder.time("dueAt", &dueAt)
    }

    package var event: CrisisEvent { .postScheduled(self) }
}

/// The text of a post was replaced.
package struct PostEdited: EventPayload {
    package static let kind = EventKind.postEdited

    package var post: PostID = PostID(recorded: "")
    package var text: String = ""
    package var textHash: Digest = .zero

    package init() {}

    package init(post: PostID, text: String, textHash: Digest) {
        self.post = post
        self.text = text
        self.textHash = textHash
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.text("text", &text)
        try coder.digest("textHash", &textHash)
    }

    package var event: CrisisEvent { .postEdited(self) }
}

/// A person approved a post for exactly this text.
package struct PostApproved: EventPayload {
    package static let kind = EventKind.postApproved

    package var post: PostID = PostID(recorded: "")
    package var textHash: Digest = .zero
    /// The highest stop number when it was approved: a crisis statement passes only stops up to it.
    package var epoch: Int64 = 0

    package init() {}

    package init(post: PostID, textHash: Digest, epoch: Int64) {
        self.post = post
        self.textHash = textHash
        self.epoch = epoch
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.digest("textHash", &textHash)
        try coder.integer("epoch", &epoch)
    }

    package var event: CrisisEvent { .postApproved(self) }
}

/// The text changed after its approval.
package struct PostApprovalVoided: EventPayload {
    package static let kind = EventKind.postApprovalVoided

    package var post: PostID = PostID(recorded: "")

    package init() {}

    package init(post: PostID) {
        self.post = post
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
    }

    package var event: CrisisEvent { .postApprovalVoided(self) }
}

/// Posts will not go out until a person decides.
package struct PostHeld: EventPayload {
    package static let kind = EventKind.postHeld

    package var posts: [PostID] = []
    package var cause: HoldCause = .stop
    /// The stop, where a stop is the cause.
    package var epoch: Int64? = nil
    /// The crisis, where a rule is the cause.
    package var crisis: Int64? = nil
    package var reason: String? = nil

    package init() {}

    package init(
        posts: [PostID], cause: HoldCause, epoch: Int64? = nil, crisis: Int64? = nil,
        reason: String? = nil
    ) {
        self.posts = posts
        self.cause = cause
        self.epoch = epoch
        self.crisis = crisis
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.names("posts", &posts)
        try coder.choice("cause", &cause)
        try coder.integer("epoch", &epoch)
        try coder.integer("crisis", &crisis)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .postHeld(self) }
}

/// Held posts are scheduled again at their own, future times.
package struct PostReturned: EventPayload {
    package static let kind = EventKind.postReturned

    package var posts: [PostID] = []
    package var reason: String? = nil

    package init() {}

    package init(posts: [PostID], reason: String? = nil) {
        self.posts = posts
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.names("posts", &posts)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .postReturned(self) }
}

/// A person gave a post a new time.
package struct PostRescheduled: EventPayload {
    package static let kind = EventKind.postRescheduled

    package var post: PostID = PostID(recorded: "")
    package var dueAt: EventTime = .zero

    package init() {}

    package init(post: PostID, dueAt: EventTime) {
        self.post = post
        self.dueAt = dueAt
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.time("dueAt", &dueAt)
    }

    package var event: CrisisEvent { .postRescheduled(self) }
}

/// Posts are called off for good.
package struct PostCancelled: EventPayload {
    package static let kind = EventKind.postCancelled

    package var posts: [PostID] = []
    package var reason: String? = nil

    package init() {}

    package init(posts: [PostID], reason: String? = nil) {
        self.posts = posts
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.names("posts", &posts)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .postCancelled(self) }
}

/// From here on a post may have left: durable before the request.
package struct PostDispatchStarted: EventPayload {
    package static let kind = EventKind.postDispatchStarted

    package var post: PostID = PostID(recorded: "")
    package var attempt: Int64 = 0
    package var textHash: Digest = .zero
    /// The stop epoch of the permit asked for.
    package var epoch: Int64 = 0

    package init() {}

    package init(post: PostID, attempt: Int64, textHash: Digest, epoch: Int64) {
        self.post = post
        self.attempt = attempt
        self.textHash = textHash
        self.epoch = epoch
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.integer("attempt", &attempt)
        try coder.digest("textHash", &textHash)
        try coder.integer("epoch", &epoch)
    }

    package var event: CrisisEvent { .postDispatchStarted(self) }
}

/// The network confirmed a post.
package struct PostPublished: EventPayload {
    package static let kind = EventKind.postPublished

    package var post: PostID = PostID(recorded: "")
    package var attempt: Int64 = 0
    package var link: String? = nil

    package init() {}

    package init(post: PostID, attempt: Int64, link: String? = nil) {
        self.post = post
        self.attempt = attempt
        self.link = link
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.integer("attempt", &attempt)
        try coder.text("link", &link)
    }

    package var event: CrisisEvent { .postPublished(self) }
}

/// The network refused a post, or nothing of it left.
package struct PostFailed: EventPayload {
    package static let kind = EventKind.postFailed

    package var post: PostID = PostID(recorded: "")
    package var attempt: Int64 = 0
    package var reason: String = ""

    package init() {}

    package init(post: PostID, attempt: Int64, reason: String) {
        self.post = post
        self.attempt = attempt
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.integer("attempt", &attempt)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .postFailed(self) }
}

/// A post may or may not have gone out. It is never sent again blindly.
package struct PostOutcomeUnknown: EventPayload {
    package static let kind = EventKind.postOutcomeUnknown

    package var post: PostID = PostID(recorded: "")
    package var attempt: Int64 = 0
    package var reason: String = ""

    package init() {}

    package init(post: PostID, attempt: Int64, reason: String) {
        self.post = post
        self.attempt = attempt
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.integer("attempt", &attempt)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .postOutcomeUnknown(self) }
}

/// It was found out what became of a post.
package struct PostOutcomeResolved: EventPayload {
    package static let kind = EventKind.postOutcomeResolved

    package var post: PostID = PostID(recorded: "")
    package var attempt: Int64 = 0
    package var outcome: SettledOutcome = .published
    package var note: String? = nil
    package var link: String? = nil

    package init() {}

    package init(
        post: PostID, attempt: Int64, outcome: SettledOutcome, note: String? = nil, link: String? = nil
    ) {
        self.post = post
        self.attempt = attempt
        self.outcome = outcome
        self.note = note
        self.link = link
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.name("post", &post)
        try coder.integer("attempt", &attempt)
        try coder.choice("outcome", &outcome)
        try coder.text("note", &note)
        try coder.text("link", &link)
    }

    package var event: CrisisEvent { .postOutcomeResolved(self) }
}

/// The time of posts passed while they could not be sent.
package struct PostMissed: EventPayload {
    package static let kind = EventKind.postMissed

    package var posts: [PostID] = []
    package var reason: String = ""

    package init() {}

    package init(posts: [PostID], reason: String) {
        self.posts = posts
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.names("posts", &posts)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .postMissed(self) }
}
