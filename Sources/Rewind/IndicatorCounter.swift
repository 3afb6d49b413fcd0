import CrisisModel
import Evidence

/// The fold behind the indicators: what is open, and how long it has been.
struct IndicatorCounter {
    private var report: Indicators
    private var openStops: [Int64: EventTime] = [:]
    private var openCrises: Set<Int64> = []
    /// Posts that wait for a decision.
    private var waiting: Set<PostID> = []
    private var raised: [Int64: EventTime] = [:]
    private var delivered: Set<Int64> = []
    private var gateClosed: [Int64] = []
    private var durable: [Int64] = []
    private var toRelease: [Int64] = []
    private var delivery: [Int64] = []
    private var acknowledgement: [Int64] = []
    /// Of another realm's clock, perhaps: it counts as soon as an event of the realm follows it.
    private var checkpoint: LogCheckpointSigned?
    private var counted: LogCheckpointSigned?

    init(_ report: Indicators) { self.report = report }

    var isSettled: Bool { report.isSettled }

    var finished: Indicators {
        var report = report
        report.stops.gateClosed = Indicators.Spread(gateClosed)
        report.stops.durable = Indicators.Spread(durable)
        report.stops.toRelease = Indicators.Spread(toRelease)
        report.stops.engagedAtEnd = openStops.count
        report.crises.openAtEnd = openCrises.count
        report.posts.waitingAtEnd = waiting.count
        report.alerts.delivery = Indicators.Spread(delivery)
        report.alerts.acknowledgement = Indicators.Spread(acknowledgement)
        report.checkpoint = counted.flatMap(Self.line)
        return report
    }

    /// Nil when it is not this log's own, as in a log that goes on from another one.
    private static func line(_ checkpoint: LogCheckpointSigned) -> String? {
        do throws(EvidenceError) {
            return CheckpointLine.text(of: try SignedCheckpoint(parsing: checkpoint.note))
        } catch {
            return nil
        }
    }

    mutating func take(_ recorded: RecordedEvent) {
        let envelope = recorded.envelope
        if case .logCheckpointSigned(let event) = recorded.event { checkpoint = event }
        guard envelope.realm == report.realm else { return }
        guard envelope.at < report.to else {
            report.isSettled = true
            return
        }
        report.restsThrough = envelope.sequence
        counted = checkpoint
        let counts = envelope.at >= report.from
        if counts {
            if report.firstSequence == nil { report.firstSequence = envelope.sequence }
            report.lastSequence = envelope.sequence
        }
        switch recorded.event {
        case .mentionRecorded(let event) where counts:
            report.mentions += 1
            report.mentionsBySource[event.source, default: 0] += 1
        case .sentimentScored(let event) where counts:
            if event.label == .negative { report.negative += 1 }
        case .detectionFired(let event) where counts:
            report.detections.fired += 1
            report.detections.byRule[event.rule, default: 0] += 1
            if event.late { report.detections.late += 1 }
        case .operatorCommandRefused(let event) where counts: report.refusals += max(event.count, 1)
        case .crisisSuspected, .crisisDeclared, .crisisDismissed, .crisisClosed:
            takeCrisis(recorded.event, counts)
        case .stopEngaged, .stopReleased: takeStop(recorded, counts)
        case .alertRaised, .alertDelivered, .alertFailed, .alertExhausted, .alertAcknowledged:
            takeAlert(recorded, counts)
        default: takePost(recorded.event, counts)
        }
    }

    private mutating func takeCrisis(_ event: CrisisEvent, _ counts: Bool) {
        let one = counts ? 1 : 0
        switch event {
        case .crisisSuspected(let event):
            openCrises.insert(event.crisis)
            report.crises.suspected += one
        case .crisisDeclared(let event):
            openCrises.insert(event.crisis)
            report.crises.declared += one
        case .crisisDismissed(let event):
            openCrises.remove(event.crisis)
            report.crises.dismissed += one
            if counts { report.detections.verdicts[event.verdict, default: 0] += 1 }
        case .crisisClosed(let event):
            openCrises.remove(event.crisis)
            report.crises.closed += one
        default: break
        }
    }

    private mutating func takeStop(_ recorded: RecordedEvent, _ counts: Bool) {
        let at = recorded.envelope.at
        switch recorded.event {
        case .stopEngaged(let event):
            openStops[event.epoch] = at
            guard counts else { return }
            report.stops.engaged += 1
            if event.durability != .durable { report.stops.notDurable += 1 }
            gateClosed.append(event.gateClosedMicroseconds)
            if let microseconds = event.durableMicroseconds { durable.append(microseconds) }
        case .stopReleased(let event):
            let engagedAt = openStops.removeValue(forKey: event.epoch)
            guard counts else { return }
            report.stops.released += 1
            if event.solo { report.stops.releasedAlone += 1 }
            if event.byRecoveryCode { report.stops.releasedByRecoveryCode += 1 }
            if let engagedAt { toRelease.append(at.microseconds(since: engagedAt)) }
        default: break
        }
    }

    private mutating func takeAlert(_ recorded: RecordedEvent, _ counts: Bool) {
        let at = recorded.envelope.at
        switch recorded.event {
        case .alertRaised(let event):
            raised[event.alert] = at
            if counts { report.alerts.raised += 1 }
        case .alertDelivered(let event):
            // The first channel that took it.
            guard delivered.insert(event.alert).inserted, counts, let since = raised[event.alert] else {
                return
            }
            delivery.append(at.microseconds(since: since))
        case .alertFailed: if counts { report.alerts.failedAttempts += 1 }
        case .alertExhausted: if counts { report.alerts.exhausted += 1 }
        case .alertAcknowledged(let event):
            guard counts, let since = raised[event.alert] else { return }
            acknowledgement.append(at.microseconds(since: since))
        default: break
        }
    }

    private mutating func takePost(_ event: CrisisEvent, _ counts: Bool) {
        let one = counts ? 1 : 0
        switch event {
        case .postScheduled: report.posts.scheduled += one
        case .postPublished(let event):
            waiting.remove(event.post)
            report.posts.published += one
        case .postFailed: report.posts.failed += one
        case .postOutcomeUnknown: report.posts.unknown += one
        case .postOutcomeResolved(let event):
            report.posts.resolved += one
            if event.outcome == .notPublished { waiting.insert(event.post) }
        case .postHeld(let event):
            waiting.formUnion(event.posts)
            if counts { report.posts.held[event.cause, default: 0] += event.posts.count }
        case .postMissed(let event):
            waiting.formUnion(event.posts)
            report.posts.missed += one * event.posts.count
        case .postReturned(let event): decide(event.posts, counts)
        case .postRescheduled(let event): decide([event.post], counts)
        case .postCancelled(let event):
            report.posts.cancelled += one * event.posts.count
            decide(event.posts, counts)
        default: break
        }
    }

    private mutating func decide(_ posts: [PostID], _ counts: Bool) {
        for post in posts where waiting.remove(post) != nil {
            if counts { report.posts.decided += 1 }
        }
    }
}
