/// The kinds of event. The numbers are in the log for ever; a kind that goes out of use keeps its number.
package enum EventKind: UInt16, Sendable, CaseIterable {
    case accountRegistered = 101
    case accountRetired = 102
    case postScheduled = 201
    case postEdited = 202
    case postApproved = 203
    case postApprovalVoided = 204
    case postHeld = 205
    case postReturned = 206
    case postRescheduled = 207
    case postCancelled = 208
    case postDispatchStarted = 209
    case postPublished = 210
    case postFailed = 211
    case postOutcomeUnknown = 212
    case postOutcomeResolved = 213
    case postMissed = 214
    case stopEngaged = 301
    case stopReceiptIssued = 302
    case stopExternalConfirmed = 303
    case stopReleaseProposed = 304
    case stopReleased = 305
    case stopLowered = 306
    case mentionRecorded = 401
    case mentionDeletedAtSource = 403
    case authorKeyAssigned = 411
    case authorErased = 412
    case sentimentScored = 451
    case ruleAdopted = 501
    case ruleRetired = 504
    case detectionFired = 551
    case detectionCleared = 552
    case crisisSuspected = 601
    case crisisDismissed = 602
    case crisisDeclared = 603
    case crisisClosed = 607
    case taskOpened = 701
    case taskCompleted = 702
    case alertRaised = 801
    case alertAttempted = 802
    case alertDelivered = 803
    case alertFailed = 804
    case alertAcknowledged = 805
    case alertExhausted = 806
    case drillStarted = 901
    case drillAdvanced = 902
    case drillInjected = 903
    case drillEnded = 904
    case configurationApplied = 1001
    case operatorCommandRefused = 1101
    case operatorReleaseRehearsed = 1103
    case operatorRecoveryCodeMade = 1104
    case clockStepped = 1201
    case clockUntrusted = 1202
    case clockConfirmed = 1203
    case logOpened = 1301
    case logSucceeded = 1302
    case logCheckpointSigned = 1303
    case logExported = 1304
    case logLegalHoldPlaced = 1305
    case logLegalHoldLifted = 1306
    case logMigrated = 1307
    case logSpaceLow = 1308

    /// `noun.verb`, as people and exports write it.
    package var name: String {
        switch self {
        case .accountRegistered: "account.registered"
        case .accountRetired: "account.retired"
        case .postScheduled: "post.scheduled"
        case .postEdited: "post.edited"
        case .postApproved: "post.approved"
        case .postApprovalVoided: "post.approvalVoided"
        case .postHeld: "post.held"
        case .postReturned: "post.returned"
        case .postRescheduled: "post.rescheduled"
        case .postCancelled: "post.cancelled"
        case .postDispatchStarted: "post.dispatchStarted"
        case .postPublished: "post.published"
        case .postFailed: "post.failed"
        case .postOutcomeUnknown: "post.outcomeUnknown"
        case .postOutcomeResolved: "post.outcomeResolved"
        case .postMissed: "post.missed"
        case .stopEngaged: "stop.engaged"
        case .stopReceiptIssued: "stop.receiptIssued"
        case .stopExternalConfirmed: "stop.externalConfirmed"
        case .stopReleaseProposed: "stop.releaseProposed"
        case .stopReleased: "stop.released"
        case .stopLowered: "stop.lowered"
        case .mentionRecorded: "mention.recorded"
        case .mentionDeletedAtSource: "mention.deletedAtSource"
        case .authorKeyAssigned: "author.keyAssigned"
        case .authorErased: "author.erased"
        case .sentimentScored: "sentiment.scored"
        case .ruleAdopted: "rule.adopted"
        case .ruleRetired: "rule.retired"
        case .detectionFired: "detection.fired"
        case .detectionCleared: "detection.cleared"
        case .crisisSuspected: "crisis.suspected"
        case .crisisDismissed: "crisis.dismissed"
        case .crisisDeclared: "crisis.declared"
        case .crisisClosed: "crisis.closed"
        case .taskOpened: "task.opened"
        case .taskCompleted: "task.completed"
        case .alertRaised: "alert.raised"
        case .alertAttempted: "alert.attempted"
        case .alertDelivered: "alert.delivered"
        case .alertFailed: "alert.failed"
        case .alertAcknowledged: "alert.acknowledged"
        case .alertExhausted: "alert.exhausted"
        case .drillStarted: "drill.started"
        case .drillAdvanced: "drill.advanced"
        case .drillInjected: "drill.injected"
        case .drillEnded: "drill.ended"
        case .configurationApplied: "configuration.applied"
        case .operatorCommandRefused: "operator.commandRefused"
        case .operatorReleaseRehearsed: "operator.releaseRehearsed"
        case .operatorRecoveryCodeMade: "operator.recoveryCodeMade"
        case .clockStepped: "clock.stepped"
        case .clockUntrusted: "clock.untrusted"
        case .clockConfirmed: "clock.confirmed"
        case .logOpened: "log.opened"
        case .logSucceeded: "log.succeeded"
        case .logCheckpointSigned: "log.checkpointSigned"
        case .logExported: "log.exported"
        case .logLegalHoldPlaced: "log.legalHoldPlaced"
        case .logLegalHoldLifted: "log.legalHoldLifted"
        case .logMigrated: "log.migrated"
        case .logSpaceLow: "log.spaceLow"
        }
    }

    package init?(name: String) {
        guard let kind = Self.byName[name] else { return nil }
        self = kind
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// The newest schema version written for this kind.
    package var schemaVersion: UInt16 { 1 }

    package var payloadType: any EventPayload.Type {
        switch self {
        case .accountRegistered: AccountRegistered.self
        case .accountRetired: AccountRetired.self
        case .postScheduled: PostScheduled.self
        case .postEdited: PostEdited.self
        case .postApproved: PostApproved.self
        case .postApprovalVoided: PostApprovalVoided.self
        case .postHeld: PostHeld.self
        case .postReturned: PostReturned.self
        case .postRescheduled: PostRescheduled.self
        case .postCancelled: PostCancelled.self
        case .postDispatchStarted: PostDispatchStarted.self
        case .postPublished: PostPublished.self
        case .postFailed: PostFailed.self
        case .postOutcomeUnknown: PostOutcomeUnknown.self
        case .postOutcomeResolved: PostOutcomeResolved.self
        case .postMissed: PostMissed.self
        case .stopEngaged: StopEngaged.self
        case .stopReceiptIssued: StopReceiptIssued.self
        case .stopExternalConfirmed: StopExternalConfirmed.self
        case .stopReleaseProposed: StopReleaseProposed.self
        case .stopReleased: StopReleased.self
        case .stopLowered: StopLowered.self
        case .mentionRecorded: MentionRecorded.self
        case .mentionDeletedAtSource: MentionDeletedAtSource.self
        case .authorKeyAssigned: AuthorKeyAssigned.self
        case .authorErased: AuthorErased.self
        case .sentimentScored: SentimentScored.self
        case .ruleAdopted: RuleAdopted.self
        case .ruleRetired: RuleRetired.self
        case .detectionFired: DetectionFired.self
        case .detectionCleared: DetectionCleared.self
        case .crisisSuspected: CrisisSuspected.self
        case .crisisDismissed: CrisisDismissed.self
        case .crisisDeclared: CrisisDeclared.self
        case .crisisClosed: CrisisClosed.self
        case .taskOpened: TaskOpened.self
        case .taskCompleted: TaskCompleted.self
        case .alertRaised: AlertRaised.self
        case .alertAttempted: AlertAttempted.self
        case .alertDelivered: AlertDelivered.self
        case .alertFailed: AlertFailed.self
        case .alertAcknowledged: AlertAcknowledged.self
        case .alertExhausted: AlertExhausted.self
        case .drillStarted: DrillStarted.self
        case .drillAdvanced: DrillAdvanced.self
        case .drillInjected: DrillInjected.self
        case .drillEnded: DrillEnded.self
        case .configurationApplied: ConfigurationApplied.self
        case .operatorCommandRefused: OperatorCommandRefused.self
        case .operatorReleaseRehearsed: OperatorReleaseRehearsed.self
        case .operatorRecoveryCodeMade: OperatorRecoveryCodeMade.self
        case .clockStepped: ClockStepped.self
        case .clockUntrusted: ClockUntrusted.self
        case .clockConfirmed: ClockConfirmed.self
        case .logOpened: LogOpened.self
        case .logSucceeded: LogSucceeded.self
        case .logCheckpointSigned: LogCheckpointSigned.self
        case .logExported: LogExported.self
        case .logLegalHoldPlaced: LogLegalHoldPlaced.self
        case .logLegalHoldLifted: LogLegalHoldLifted.self
        case .logMigrated: LogMigrated.self
        case .logSpaceLow: LogSpaceLow.self
        }
    }
}
