package import CrisisModel
import Detection

/// The fold. Every event that was recorded is taken as true: nothing is refused here.
extension State {
    package mutating func apply(_ recorded: RecordedEvent) {
        let envelope = recorded.envelope
        lastSequence = envelope.sequence
        if let id = envelope.clientID { clientIDs.remember(id, sequence: envelope.sequence) }
        switch recorded.event {
        case .configurationApplied(let event): settings = Settings(event)
        case .drillStarted(let event):
            let realm = RealmID(UInt32(truncatingIfNeeded: event.drill))
            drills[event.drill] = Drill(
                started: event, startedAt: envelope.at, clock: event.clockStart, sequence: envelope.sequence
            )
            realms[realm] = RealmState(id: realm)
            realms[realm]?.at = event.clockStart
        case .drillAdvanced(let event): drills[event.drill]?.clock = event.to
        case .drillEnded(let event): drills[event.drill]?.ended = true
        case .logOpened(let event):
            live.highestEpoch = max(live.highestEpoch, event.epoch)
            lastOpened = event
        case .logCheckpointSigned(let event):
            lastCheckpoint = event
            lastCheckpointAt = envelope.at
        case .logMigrated(let event): lastMigration = event
        case .operatorReleaseRehearsed:
            if let uid = envelope.actor.uid { releaseRehearsals[uid] = envelope.at }
        case .authorKeyAssigned(let event): authors.count = max(authors.count, event.author)
        case .authorErased(let event): authors.erase(event.authors)
        case .logLegalHoldPlaced(let event):
            authors.holds[event.hold] = LegalHold(placed: event, placedAt: envelope.at)
        case .logLegalHoldLifted(let event): authors.holds[event.hold] = nil
        case .drillInjected, .operatorCommandRefused, .operatorRecoveryCodeMade, .clockUntrusted,
            .logExported, .logSucceeded, .logSpaceLow:
            break
        default:
            // One look into the dictionary for both: it moves the whole realm out and in again.
            return realms[envelope.realm, default: RealmState(id: envelope.realm)]
                .fold(recorded.event, envelope)
        }
        realms[envelope.realm, default: RealmState(id: envelope.realm)].at = envelope.at
    }
}

extension RealmState {
    mutating func fold(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        apply(event, envelope)
        at = envelope.at
    }

    mutating func apply(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .accountRegistered(let event): register(event)
        case .accountRetired(let event): accounts[event.account]?.retired = true
        case .clockStepped: clockHeld = true
        case .clockConfirmed: clockHeld = false
        case .taskOpened(let event):
            tasks[event.task] = OpenTask(
                opened: event, openedAt: envelope.at, sequence: envelope.sequence
            )
        case .taskCompleted(let event):
            tasks[event.task]?.doneBy = envelope.actor.name
            tasks[event.task]?.note = event.note
        case .mentionDeletedAtSource(let event):
            deletedMentions.insert(UInt64(bitPattern: event.mention))
        case .mentionRecorded, .sentimentScored, .ruleAdopted, .ruleRetired, .detectionFired,
            .detectionCleared:
            applyListening(event, envelope)
        case .crisisSuspected, .crisisDismissed, .crisisDeclared, .crisisClosed: applyCrisis(event, envelope)
        case .stopEngaged, .stopReceiptIssued, .stopExternalConfirmed, .stopReleaseProposed, .stopReleased,
            .stopLowered:
            applyStop(event, envelope)
        case .alertRaised, .alertAttempted, .alertDelivered, .alertFailed, .alertAcknowledged,
            .alertExhausted:
            applyAlert(event, envelope)
        default:
            applyPost(event, envelope)
            dropStaleDueEntries()
        }
    }

    /// A rule reaches posts by their account's unit: a post in the queue moves with its account.
    private mutating func register(_ registration: AccountRegistered) {
        let oldUnit = accounts[registration.account]?.registration.unit
        accounts[registration.account] = Account(registration: registration)
        guard oldUnit != registration.unit else { return }
        for index in posts.open.values.indices
        where posts.open.values[index].account == registration.account {
            posts.open.values[index].unit = registration.unit
        }
    }

    private mutating func applyListening(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .mentionRecorded(let event):
            mentionCount += 1
            lastMention = HeardMention(
                sequence: envelope.sequence, mention: event.withoutPersonalData,
                occurredAt: envelope.occurredAt ?? envelope.at
            )
        case .sentimentScored(let event): applyScore(event)
        case .ruleAdopted(let event):
            if var rule = rules[event.rule], rule.counts(sameAs: event) {
                rule.adopted = event
                rule.sequence = envelope.sequence
                rule.retired = false
                rule.window.adopt(Rule.parameters(of: event))
                rules[event.rule] = rule
            } else {
                rules[event.rule] = Rule(event, sequence: envelope.sequence)
            }
        case .ruleRetired(let event): rules[event.rule]?.retired = true
        case .detectionFired(let event):
            rules[event.rule]?.window.markFired()
            pendingFirings[event.rule] = nil
        case .detectionCleared(let event): rules[event.rule]?.window.markCleared()
        default: break
        }
    }

    private mutating func applyScore(_ score: SentimentScored) {
        if score.label == .negative { negativeMentionCount += 1 }
        guard let heard = lastMention, heard.sequence == UInt64(bitPattern: score.mention) else { return }
        lastMention = nil
        pendingFirings = [:]
        // In place, by position: whoever holds the dictionary's keys makes every change copy all of it.
        var position = rules.values.startIndex
        while position != rules.values.endIndex {
            defer { rules.values.formIndex(after: &position) }
            guard rules.values[position].hears(heard.mention) else { continue }
            rules.values[position].window.moveTime(to: heard.occurredAt)
            guard score.valence < rules.values[position].adopted.scoreBelow else { continue }
            let entry = CountWindow.Entry(
                time: heard.occurredAt, sequence: heard.sequence,
                author: UInt64(bitPattern: heard.mention.authorNumber)
            )
            if let firing = rules.values[position].window.record(entry) {
                pendingFirings[rules.values[position].adopted.rule] = firing
            }
        }
    }

    private mutating func applyCrisis(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .crisisSuspected(let event):
            crises[event.crisis] = Crisis(
                number: event.crisis, phase: .suspected, rule: event.rule,
                heldBy: rules[event.rule]?.withoutWindow,
                detection: event.detection, suspectedAt: envelope.at, sequence: envelope.sequence
            )
        case .crisisDeclared(let event):
            var crisis =
                crises[event.crisis]
                ?? Crisis(number: event.crisis, phase: .active, sequence: envelope.sequence)
            crisis.phase = .active
            crisis.declaredAt = envelope.at
            crisis.declaredBy = envelope.actor.name
            crisis.reason = event.reason
            crises[event.crisis] = crisis
        case .crisisDismissed(let event):
            end(event.crisis, at: envelope.at, how: "dismissed, verdict \(event.verdict.rawValue)")
        case .crisisClosed(let event): end(event.crisis, at: envelope.at, how: "closed")
        default: break
        }
    }

    private mutating func end(_ crisis: Int64, at time: EventTime, how: String) {
        crises[crisis]?.phase = .closed
        crises[crisis]?.endedAt = time
        crises[crisis]?.ended = how
    }

    private mutating func applyStop(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .stopEngaged(let event):
            var stop = Stop(
                engaged: event, engagedAt: envelope.at, engagedBy: envelope.actor,
                sequence: envelope.sequence,
                includeCrisisStatements: event.includeCrisisStatements
            )
            stop.inFlight = dispatching.compactMap { posts.open[$0] }.filter { stop.covers($0) }.map(\.id)
                .sorted()
            stops[event.epoch] = stop
            highestEpoch = max(highestEpoch, event.epoch)
        case .stopReceiptIssued(let event): stops[event.epoch]?.receipt = event
        case .stopExternalConfirmed(let event): stops[event.epoch]?.confirmedItems.append(event.item)
        case .stopReleaseProposed(let event):
            stops[event.epoch]?.proposal = Stop.ReleaseProposal(
                by: envelope.actor, expiresAt: event.expiresAt, effectiveAt: event.effectiveAt
            )
        case .stopReleased(let event):
            stops[event.epoch]?.released = true
            stops[event.epoch]?.releasedAt = envelope.at
            stops[event.epoch]?.releasedBy = event.persons
            stops[event.epoch]?.proposal = nil
        case .stopLowered(let event): stops[event.epoch]?.includeCrisisStatements = false
        default: break
        }
    }

    private mutating func applyAlert(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .alertRaised(let event):
            alerts[event.alert] = Alert(
                raised: event, raisedAt: envelope.at, sequence: envelope.sequence
            )
        case .alertAttempted(let event):
            note(event.alert, "\(envelope.at.rfc3339) attempt \(event.attempt) to \(event.channel)", nil)
        case .alertDelivered(let event):
            note(event.alert, "\(envelope.at.rfc3339) delivered to \(event.channel)", .delivered)
        case .alertFailed(let event):
            note(event.alert, "\(envelope.at.rfc3339) \(event.channel) failed: \(event.reason)", .failed)
        case .alertExhausted(let event):
            note(event.alert, "\(envelope.at.rfc3339) nobody could be told: \(event.reason)", .exhausted)
        case .alertAcknowledged(let event):
            note(event.alert, "\(envelope.at.rfc3339) acknowledged by \(envelope.actor.name)", .acknowledged)
            alerts[event.alert]?.acknowledgedBy = envelope.actor.name
        default: break
        }
    }

    /// An acknowledgement is final; a delivery stands above the failure of another channel.
    private mutating func note(_ number: Int64, _ line: String, _ state: Alert.State?) {
        guard var alert = alerts[number] else { return }
        alert.history.append(line)
        if let state, alert.state != .acknowledged, !(alert.state == .delivered && state == .failed) {
            alert.state = state
        }
        alerts[number] = alert
    }
}
