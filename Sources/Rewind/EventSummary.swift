package import CrisisModel

/// One line about an event, for people. It holds no text of a post or of a mention, and no author.
package enum EventSummary {
    package static func line(_ recorded: RecordedEvent) -> String {
        switch recorded.event {
        case .accountRegistered(let event):
            "account \(event.account) entered the register, on \(event.network)"
        case .accountRetired(let event): "account \(event.account) was retired"
        case .mentionRecorded(let event):
            "a mention from \(event.source)" + (event.account.map { " about account \($0)" } ?? "")
                + (event.unit.map { " about \($0)" } ?? "") + (event.mode == .history ? ", as history" : "")
        case .sentimentScored(let event):
            "\(event.scorer) \(event.version) scored mention \(event.mention) \(event.label.rawValue), "
                + "valence \(event.valence)"
        case .ruleAdopted(let event):
            "rule \(event.rule) version \(event.version): \(event.threshold) mentions by "
                + "\(event.minimumAuthors) authors in \(event.windowMinutes) minutes, valence below "
                + "\(event.scoreBelow)"
        case .ruleRetired(let event): "rule \(event.rule) was retired"
        case .detectionFired(let event):
            "rule \(event.rule) version \(event.version) fired: \(event.count) mentions by \(event.authors) authors "
                + "from \(event.windowStart.rfc3339) to \(event.windowEnd.rfc3339), threshold \(event.threshold)"
        case .detectionCleared(let event): "rule \(event.rule) cleared at \(event.count) mentions"
        case .crisisSuspected(let event): "crisis \(event.crisis) suspected by rule \(event.rule)"
        case .crisisDeclared(let event): "crisis \(event.crisis) declared" + because(event.reason)
        case .crisisDismissed(let event):
            "crisis \(event.crisis) dismissed, verdict \(event.verdict.rawValue)" + because(event.note)
        case .crisisClosed(let event): "crisis \(event.crisis) closed" + because(event.reason)
        case .taskOpened(let event): "task \(event.task) opened: \(event.title)"
        case .taskCompleted(let event): "task \(event.task) completed"
        default: stopLine(recorded.event) ?? postLine(recorded.event) ?? otherLine(recorded.event)
        }
    }

    static func because(_ reason: String?) -> String { reason.map { ": \($0)" } ?? "" }

    private static func stopLine(_ event: CrisisEvent) -> String? {
        switch event {
        case .stopEngaged(let event):
            "stop \(event.epoch) engaged by \(event.origin.rawValue), "
                + "\(event.scopes.map(\.description).joined(separator: ", ")), \(event.heldCount) posts held"
                + (event.includeCrisisStatements ? ", crisis statements too" : "") + because(event.reason)
        case .stopReceiptIssued(let event):
            "receipt of stop \(event.epoch): \(event.blockedCount) blocked, \(event.sentCount) sent, "
                + "\(event.unknownCount) unknown"
        case .stopExternalConfirmed(let event): "stop \(event.epoch): \(event.item) confirmed outside"
        case .stopReleaseProposed(let event): "the release of stop \(event.epoch) was proposed"
        case .stopReleased(let event):
            "stop \(event.epoch) released by \(event.persons.joined(separator: " and "))"
                + (event.byRecoveryCode ? " with the recovery code" : event.solo ? " (SOLO)" : "")
        case .stopLowered(let event): "stop \(event.epoch) lowered: it no longer includes crisis statements"
        default: nil
        }
    }

    private static func postLine(_ event: CrisisEvent) -> String? {
        switch event {
        case .postScheduled(let event):
            "post \(event.post) (\(event.postClass.rawValue)) scheduled on \(event.account) for "
                + event.dueAt.rfc3339
        case .postEdited(let event): "the text of post \(event.post) was replaced"
        case .postApproved(let event): "post \(event.post) approved for exactly its text"
        case .postApprovalVoided(let event): "the approval of post \(event.post) is void: its text changed"
        case .postHeld(let event):
            "\(names(event.posts)) held, cause \(event.cause.rawValue)"
                + (event.epoch.map { " (stop \($0))" } ?? "") + (event.crisis.map { " (crisis \($0))" } ?? "")
                + because(event.reason)
        case .postReturned(let event): "\(names(event.posts)) scheduled again" + because(event.reason)
        case .postRescheduled(let event): "post \(event.post) given the time \(event.dueAt.rfc3339)"
        case .postCancelled(let event): "\(names(event.posts)) cancelled" + because(event.reason)
        case .postDispatchStarted(let event): "post \(event.post) sent, attempt \(event.attempt)"
        case .postPublished(let event):
            "post \(event.post) published" + (event.link.map { " at \($0)" } ?? "")
        case .postFailed(let event): "post \(event.post) failed: \(event.reason)"
        case .postOutcomeUnknown(let event): "post \(event.post): outcome unknown, \(event.reason)"
        case .postOutcomeResolved(let event):
            "post \(event.post): found out, \(event.outcome == .published ? "published" : "not published")"
        case .postMissed(let event): "\(names(event.posts)) missed: \(event.reason)"
        default: nil
        }
    }

    static func names(_ posts: [PostID]) -> String {
        posts.count == 1 ? "post \(posts[0])" : "\(posts.count) posts"
    }

    private static func otherLine(_ event: CrisisEvent) -> String {
        switch event {
        case .alertRaised(let event): "alert \(event.alert) raised: \(event.subject)"
        case .alertAttempted(let event):
            "alert \(event.alert): attempt \(event.attempt) to \(event.channel)"
        case .alertDelivered(let event): "alert \(event.alert): \(event.channel) took it"
        case .alertFailed(let event): "alert \(event.alert): \(event.channel) failed, \(event.reason)"
        case .alertAcknowledged(let event): "alert \(event.alert) acknowledged"
        case .alertExhausted(let event): "alert \(event.alert): nobody could be told, \(event.reason)"
        case .drillStarted(let event): "drill \(event.name) started, its clock at \(event.clockStart.rfc3339)"
        case .drillAdvanced(let event): "drill \(event.drill): the clock moved to \(event.to.rfc3339)"
        case .drillInjected(let event): "drill \(event.drill): line \(event.line) fed in, \(event.kind)"
        case .drillEnded(let event): "drill \(event.drill) ended" + because(event.reason)
        case .configurationApplied(let event):
            "configuration applied: a release needs \(event.releasePersons) persons"
        case .operatorCommandRefused(let event):
            "\(event.method) refused, \(event.code), \(event.count) times: \(event.message)"
        case .operatorReleaseRehearsed: "a release was rehearsed"
        case .operatorRecoveryCodeMade: "a recovery code was made"
        case .clockStepped(let event): "the clock stepped by \(event.microseconds / 1_000) ms"
        case .clockConfirmed: "the time was confirmed"
        case .logOpened(let event): "tocsind \(event.version) started, stop epoch \(event.epoch)"
        default: event.kind.name
        }
    }
}
