package import CrisisModel

/// What people, timers, sources and effects ask of the engine.
package enum Command: Sendable {
    case openLog(LogOpened)
    case applyConfiguration(ConfigurationApplied)
    case registerAccount(AccountRegistered)
    case retireAccount(AccountID, reason: String?)
    case schedulePost(NewPost)
    case editPost(PostID, text: String, textHash: Digest)
    case approvePost(PostID)
    case holdPosts([PostID], reason: String?)
    case unholdPost(PostID)
    case cancelPosts([PostID], scopes: [StopScope], reason: String?)
    case reviewPost(PostID, ReviewDecision)
    case resolvePost(PostID, SettledOutcome, note: String?, link: String? = nil)
    case reportDispatch(PostID, attempt: Int64, DispatchOutcome)
    case tick
    case recordMention(NewMention)
    case noteDeletion(mention: UInt64, reason: String?)
    case eraseAuthors([Int64], ErasureBasis, reason: String, role: String?)
    case adoptRule(RuleAdopted)
    case retireRule(RuleID)
    /// With what lies outside our reach: each becomes a task.
    case engageStop(StopEngaged, outside: [OutsideItem])
    case releaseStop(epoch: Int64, heldCount: Int64?)
    /// The code from the two envelopes was checked; it stands for the two persons.
    case releaseByRecoveryCode(epoch: Int64)
    case lowerStop(epoch: Int64)
    case noteReleaseRehearsal
    case noteRecoveryCode
    case confirmExternal(epoch: Int64, item: String)
    case issueReceipt(StopReceiptIssued)
    case declareCrisis(reason: String?)
    case dismissCrisis(Int64, Verdict, note: String?)
    case closeCrisis(Int64, reason: String?)
    case completeTask(Int64, note: String?)
    case testAlert
    /// The daemon noticed something about itself that a person must know.
    case raiseAlert(subject: String, text: String)
    case reportAlert(Int64, AlertOutcome)
    case acknowledgeAlert(Int64)
    case startDrill(name: String, scenario: String?, clockStart: EventTime)
    case advanceDrill(Int64, to: EventTime)
    case noteInjection(Int64, line: Int64, kind: String)
    case endDrill(Int64, reason: String?)
    case noteRefusal(OperatorCommandRefused)
    case noteClockStep(microseconds: Int64)
    case confirmClock
    case noteUntrustedClock(seconds: Int64)
    case placeLegalHold(author: Int64?, reason: String?)
    case liftLegalHold(Int64, reason: String?)
    case noteCheckpoint(LogCheckpointSigned)
    case noteExport(LogExported)
    case noteMigration(LogMigrated)
    case noteSuccession(LogSucceeded)
    case noteLowSpace(LogSpaceLow)
}

package struct NewPost: Sendable {
    /// Nil: a name is given.
    package var post: PostID?
    package var account: AccountID
    package var postClass: PostClass
    package var campaign: CampaignID?
    package var text: String
    package var textHash: Digest
    package var dueAt: EventTime

    package init(
        post: PostID?, account: AccountID, postClass: PostClass, campaign: CampaignID?, text: String,
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
}

package enum ReviewDecision: Hashable, Sendable {
    case keep
    case move(EventTime)
    case cancel
}

package enum DispatchOutcome: Hashable, Sendable {
    case published(link: String?)
    case failed(reason: String)
    case unknown(reason: String)
    /// The gate refused the permit: nothing left.
    case blocked(reason: String)
}

package enum AlertOutcome: Hashable, Sendable {
    case attempted(channel: String, attempt: Int64)
    case delivered(channel: String)
    case failed(channel: String, reason: String)
    case exhausted(reason: String)
}

/// A mention with what was found out about it before the decision: whether it is known, and its score.
package struct NewMention: Sendable {
    package var mention: MentionRecorded
    package var occurredAt: EventTime
    /// The index of mentions was asked.
    package var known: Bool
    /// `mention` in it is filled in by the engine.
    package var score: SentimentScored
    /// Given when the author has no key yet: `mention.authorNumber` is then the next number, and this is what finds it
    /// again.
    package var newAuthorTag: KeyedHash?

    package init(
        mention: MentionRecorded, occurredAt: EventTime, known: Bool, score: SentimentScored,
        newAuthorTag: KeyedHash? = nil
    ) {
        self.newAuthorTag = newAuthorTag
        self.mention = mention
        self.occurredAt = occurredAt
        self.known = known
        self.score = score
    }
}

/// What surrounds a command: who, when by the realm's clock, in which realm.
package struct CommandContext: Sendable {
    package var realm: RealmID
    package var at: EventTime
    package var actor: Actor
    package var clientID: String?
    package var clockClamped: Bool

    package init(
        realm: RealmID, at: EventTime, actor: Actor, clientID: String? = nil, clockClamped: Bool = false
    ) {
        self.realm = realm
        self.at = at
        self.actor = actor
        self.clientID = clientID
        self.clockClamped = clockClamped
    }
}
