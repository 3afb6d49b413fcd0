import CrisisModel
import Engine

/// Rebuilds a command from the first events that it made.
enum CommandReader {
    /// A mention comes with its score and perhaps its author's key, and a stop with the items outside that were configured when it came.
    static func needsMore(_ events: [RecordedEvent], _ state: State) -> Bool {
        guard let last = events.last else { return true }
        switch events[0].event {
        // A new author's key is assigned behind the score.
        case .mentionRecorded(let mention):
            return events.count < 2 || events.count == 2 && mention.authorNumber == state.authors.count + 1
        case .stopEngaged: return last.event.kind != .alertRaised
        default: return false
        }
    }

    /// Kinds that only ever follow from another event of the same command.
    static func neverFirst(_ kind: EventKind) -> Bool {
        switch kind {
        case .sentimentScored, .detectionFired, .detectionCleared, .crisisSuspected, .postApprovalVoided,
            .taskOpened, .alertRaised, .postHeld, .postReturned, .postMissed, .mentionRecorded,
            .authorKeyAssigned:
            true
        default: false
        }
    }

    /// Nil where it cannot be rebuilt.
    static func command(_ events: [RecordedEvent], _ state: State) -> Command? {
        let first = events[0]
        switch first.event {
        case .logOpened(let event): return .openLog(event)
        case .configurationApplied(let event): return .applyConfiguration(event)
        case .accountRegistered(let event): return .registerAccount(event)
        case .accountRetired(let event): return .retireAccount(event.account, reason: event.reason)
        case .mentionRecorded(let event): return mention(event, events, state)
        case .ruleAdopted(let event): return .adoptRule(event)
        case .ruleRetired(let event): return .retireRule(event.rule)
        case .crisisDeclared(let event): return .declareCrisis(reason: event.reason)
        case .crisisDismissed(let event): return .dismissCrisis(event.crisis, event.verdict, note: event.note)
        case .crisisClosed(let event): return .closeCrisis(event.crisis, reason: event.reason)
        case .taskCompleted(let event): return .completeTask(event.task, note: event.note)
        case .drillStarted(let event):
            return .startDrill(name: event.name, scenario: event.scenario, clockStart: event.clockStart)
        case .drillAdvanced(let event): return .advanceDrill(event.drill, to: event.to)
        case .drillInjected(let event): return .noteInjection(event.drill, line: event.line, kind: event.kind)
        case .drillEnded(let event): return .endDrill(event.drill, reason: event.reason)
        case .operatorCommandRefused(let event): return .noteRefusal(event)
        case .operatorReleaseRehearsed: return .noteReleaseRehearsal
        case .operatorRecoveryCodeMade: return .noteRecoveryCode
        case .clockStepped(let event): return .noteClockStep(microseconds: event.microseconds)
        case .clockConfirmed: return .confirmClock
        default:
            return stop(events, state) ?? alert(first) ?? record(first.event) ?? post(first, state)
        }
    }

    /// What the record says of itself, and of the people in it.
    private static func record(_ event: CrisisEvent) -> Command? {
        switch event {
        case .mentionDeletedAtSource(let event):
            .noteDeletion(mention: UInt64(bitPattern: event.mention), reason: event.reason)
        case .authorErased(let event):
            .eraseAuthors(event.authors, event.basis, reason: event.reason, role: event.role)
        case .logLegalHoldPlaced(let event): .placeLegalHold(author: event.author, reason: event.reason)
        case .logLegalHoldLifted(let event): .liftLegalHold(event.hold, reason: event.reason)
        case .logCheckpointSigned(let event): .noteCheckpoint(event)
        case .logExported(let event): .noteExport(event)
        case .logMigrated(let event): .noteMigration(event)
        case .logSucceeded(let event): .noteSuccession(event)
        case .logSpaceLow(let event): .noteLowSpace(event)
        case .clockUntrusted(let event): .noteUntrustedClock(seconds: event.secondsUnsynchronised)
        default: nil
        }
    }

    private static func mention(
        _ event: MentionRecorded, _ events: [RecordedEvent], _ state: State
    ) -> Command? {
        guard events.count > 1, case .sentimentScored(let score) = events[1].event else { return nil }
        var tag: KeyedHash?
        if events.count > 2, case .authorKeyAssigned(let assigned) = events[2].event { tag = assigned.tag }
        guard tag != nil || event.authorNumber <= state.authors.count else { return nil }
        let envelope = events[0].envelope
        return .recordMention(
            NewMention(
                mention: event, occurredAt: envelope.occurredAt ?? envelope.at, known: false, score: score,
                newAuthorTag: tag))
    }

    private static func stop(_ events: [RecordedEvent], _ state: State) -> Command? {
        switch events[0].event {
        case .stopEngaged(let event):
            let tasks = events.compactMap { recorded -> TaskOpened? in
                guard case .taskOpened(let task) = recorded.event else { return nil }
                return task
            }
            return .engageStop(event, outside: tasks.map(outside))
        case .stopReceiptIssued(let event): return .issueReceipt(event)
        case .stopExternalConfirmed(let event): return .confirmExternal(epoch: event.epoch, item: event.item)
        case .stopLowered(let event): return .lowerStop(epoch: event.epoch)
        case .stopReleaseProposed(let event): return release(event.epoch, events[0].envelope.realm, state)
        case .stopReleased(let event):
            return event.byRecoveryCode
                ? .releaseByRecoveryCode(epoch: event.epoch)
                : release(event.epoch, events[0].envelope.realm, state)
        default: return nil
        }
    }

    private static func outside(_ task: TaskOpened) -> OutsideItem {
        var name = Substring(task.title)
        if name.hasPrefix(outsideOpening) { name = name.dropFirst(outsideOpening.count) }
        if name.hasSuffix(outsideEnding) { name = name.dropLast(outsideEnding.count) }
        return OutsideItem(name: String(name), owner: task.owner, link: task.link)
    }

    private static let outsideOpening = "Outside our reach: pause "
    private static let outsideEnding = ", then tick this"

    private static func release(_ epoch: Int64, _ realm: RealmID, _ state: State) -> Command {
        let here = state.realms[realm]
        let held = here?.stops[epoch].map { stop in here?.heldPosts(coveredBy: stop).count ?? 0 }
        return .releaseStop(epoch: epoch, heldCount: held.map { Int64($0) })
    }

    private static func alert(_ recorded: RecordedEvent) -> Command? {
        switch recorded.event {
        case .alertRaised(let event) where event.subject == "Test alert": .testAlert
        case .alertRaised(let event) where recorded.envelope.actor == .daemon:
            .raiseAlert(subject: event.subject, text: event.text)
        case .alertAttempted(let event):
            .reportAlert(event.alert, .attempted(channel: event.channel, attempt: event.attempt))
        case .alertDelivered(let event): .reportAlert(event.alert, .delivered(channel: event.channel))
        case .alertFailed(let event):
            .reportAlert(event.alert, .failed(channel: event.channel, reason: event.reason))
        case .alertExhausted(let event): .reportAlert(event.alert, .exhausted(reason: event.reason))
        case .alertAcknowledged(let event): .acknowledgeAlert(event.alert)
        default: nil
        }
    }

    private static func post(_ recorded: RecordedEvent, _ state: State) -> Command? {
        switch recorded.event {
        case .postScheduled(let event):
            return .schedulePost(
                NewPost(
                    post: event.post, account: event.account, postClass: event.postClass,
                    campaign: event.campaign, text: event.text, textHash: event.textHash, dueAt: event.dueAt))
        case .postEdited(let event):
            return .editPost(event.post, text: event.text, textHash: event.textHash)
        case .postApproved(let event): return .approvePost(event.post)
        case .postHeld(let event): return held(event, recorded.envelope.realm, state)
        case .postReturned(let event):
            guard event.posts.count == 1 else { return nil }
            return event.reason == nil ? .unholdPost(event.posts[0]) : .reviewPost(event.posts[0], .keep)
        case .postRescheduled(let event): return .reviewPost(event.post, .move(event.dueAt))
        case .postCancelled(let event):
            guard recorded.envelope.causation == nil else { return nil }
            return .cancelPosts(event.posts, scopes: [], reason: event.reason)
        case .postMissed, .postDispatchStarted: return .tick
        case .postPublished(let event):
            return .reportDispatch(event.post, attempt: event.attempt, .published(link: event.link))
        case .postFailed(let event):
            return .reportDispatch(event.post, attempt: event.attempt, .failed(reason: event.reason))
        case .postOutcomeUnknown(let event):
            return .reportDispatch(event.post, attempt: event.attempt, .unknown(reason: event.reason))
        case .postOutcomeResolved(let event):
            return .resolvePost(event.post, event.outcome, note: event.note, link: event.link)
        default: return nil
        }
    }

    /// By a person, at the gate, or because its time had come.
    private static func held(_ event: PostHeld, _ realm: RealmID, _ state: State) -> Command? {
        if event.cause == .person { return .holdPosts(event.posts, reason: event.reason) }
        guard event.posts.count == 1, let post = state.realms[realm]?.posts[event.posts[0]] else {
            return nil
        }
        guard post.state == .dispatching else { return .tick }
        return .reportDispatch(post.id, attempt: post.attempt, .blocked(reason: event.reason ?? ""))
    }
}
