/// Every event that Tocsin can record, in its newest shape. Older shapes are upcast where bytes are read.
package enum CrisisEvent: Hashable, Sendable {
    case accountRegistered(AccountRegistered)
    case accountRetired(AccountRetired)
    case postScheduled(PostScheduled)
    case postEdited(PostEdited)
    case postApproved(PostApproved)
    case postApprovalVoided(PostApprovalVoided)
    case postHeld(PostHeld)
    case postReturned(PostReturned)
    case postRescheduled(PostRescheduled)
    case postCancelled(PostCancelled)
    case postDispatchStarted(PostDispatchStarted)
    case postPublished(PostPublished)
    case postFailed(PostFailed)
    case postOutcomeUnknown(PostOutcomeUnknown)
    case postOutcomeResolved(PostOutcomeResolved)
    case postMissed(PostMissed)
    case stopEngaged(StopEngaged)
    case stopReceiptIssued(StopReceiptIssued)
    case stopExternalConfirmed(StopExternalConfirmed)
    case stopReleaseProposed(StopReleaseProposed)
    case stopReleased(StopReleased)
    case stopLowered(StopLowered)
    case mentionRecorded(MentionRecorded)
    case mentionDeletedAtSource(MentionDeletedAtSource)
    case authorKeyAssigned(AuthorKeyAssigned)
    case authorErased(AuthorErased)
    case sentimentScored(SentimentScored)
    case ruleAdopted(RuleAdopted)
    case ruleRetired(RuleRetired)
    case detectionFired(DetectionFired)
    case detectionCleared(DetectionCleared)
    case crisisSuspected(CrisisSuspected)
    case crisisDismissed(CrisisDismissed)
    case crisisDeclared(CrisisDeclared)
    case crisisClosed(CrisisClosed)
    case taskOpened(TaskOpened)
    case taskCompleted(TaskCompleted)
    case alertRaised(AlertRaised)
    case alertAttempted(AlertAttempted)
    case alertDelivered(AlertDelivered)
    case alertFailed(AlertFailed)
    case alertAcknowledged(AlertAcknowledged)
    case alertExhausted(AlertExhausted)
    case drillStarted(DrillStarted)
    case drillAdvanced(DrillAdvanced)
    case drillInjected(DrillInjected)
    case drillEnded(DrillEnded)
    case configurationApplied(ConfigurationApplied)
    case operatorCommandRefused(OperatorCommandRefused)
    case operatorReleaseRehearsed(OperatorReleaseRehearsed)
    case operatorRecoveryCodeMade(OperatorRecoveryCodeMade)
    case clockStepped(ClockStepped)
    case clockUntrusted(ClockUntrusted)
    case clockConfirmed(ClockConfirmed)
    case logOpened(LogOpened)
    case logSucceeded(LogSucceeded)
    case logCheckpointSigned(LogCheckpointSigned)
    case logExported(LogExported)
    case logLegalHoldPlaced(LogLegalHoldPlaced)
    case logLegalHoldLifted(LogLegalHoldLifted)
    case logMigrated(LogMigrated)
    case logSpaceLow(LogSpaceLow)

    package var payload: any EventPayload {
        switch self {
        case .accountRegistered(let payload): payload
        case .accountRetired(let payload): payload
        case .postScheduled(let payload): payload
        case .postEdited(let payload): payload
        case .postApproved(let payload): payload
        case .postApprovalVoided(let payload): payload
        case .postHeld(let payload): payload
        case .postReturned(let payload): payload
        case .postRescheduled(let payload): payload
        case .postCancelled(let payload): payload
        case .postDispatchStarted(let payload): payload
        case .postPublished(let payload): payload
        case .postFailed(let payload): payload
        case .postOutcomeUnknown(let payload): payload
        case .postOutcomeResolved(let payload): payload
        case .postMissed(let payload): payload
        case .stopEngaged(let payload): payload
        case .stopReceiptIssued(let payload): payload
        case .stopExternalConfirmed(let payload): payload
        case .stopReleaseProposed(let payload): payload
        case .stopReleased(let payload): payload
        case .stopLowered(let payload): payload
        case .mentionRecorded(let payload): payload
        case .mentionDeletedAtSource(let payload): payload
        case .authorKeyAssigned(let payload): payload
        case .authorErased(let payload): payload
        case .sentimentScored(let payload): payload
        case .ruleAdopted(let payload): payload
        case .ruleRetired(let payload): payload
        case .detectionFired(let payload): payload
        case .detectionCleared(let payload): payload
        case .crisisSuspected(let payload): payload
        case .crisisDismissed(let payload): payload
        case .crisisDeclared(let payload): payload
        case .crisisClosed(let payload): payload
        case .taskOpened(let payload): payload
        case .taskCompleted(let payload): payload
        case .alertRaised(let payload): payload
        case .alertAttempted(let payload): payload
        case .alertDelivered(let payload): payload
        case .alertFailed(let payload): payload
        case .alertAcknowledged(let payload): payload
        case .alertExhausted(let payload): payload
        case .drillStarted(let payload): payload
        case .drillAdvanced(let payload): payload
        case .drillInjected(let payload): payload
        case .drillEnded(let payload): payload
        case .configurationApplied(let payload): payload
        case .operatorCommandRefused(let payload): payload
        case .operatorReleaseRehearsed(let payload): payload
        case .operatorRecoveryCodeMade(let payload): payload
        case .clockStepped(let payload): payload
        case .clockUntrusted(let payload): payload
        case .clockConfirmed(let payload): payload
        case .logOpened(let payload): payload
        case .logSucceeded(let payload): payload
        case .logCheckpointSigned(let payload): payload
        case .logExported(let payload): payload
        case .logLegalHoldPlaced(let payload): payload
        case .logLegalHoldLifted(let payload): payload
        case .logMigrated(let payload): payload
        case .logSpaceLow(let payload): payload
        }
    }

    package var kind: EventKind { type(of: payload).kind }
}
