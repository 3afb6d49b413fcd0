import CrisisModel
import Engine

/// Acts on durable events, in their order. Nothing outside happens but from here.
final class Effects: Sendable {
    private let outbox: Outbox
    private let settlement: Settlement
    private let failures: FailureAlerts
    private let alerts: AlertSender
    private let stops: StopDesk
    private let timer: DueTimer
    private let writer: Writer
    private let checkpointer: Checkpointer
    private let onEvent: @Sendable (RecordedEvent) -> Void
    private let events: AsyncStream<[RecordedEvent]>
    private let input: AsyncStream<[RecordedEvent]>.Continuation
    private let subscription: UInt64

    init(
        outbox: Outbox, settlement: Settlement, alerts: AlertSender, stops: StopDesk, timer: DueTimer,
        writer: Writer,
        checkpointer: Checkpointer,
        onEvent: @escaping @Sendable (RecordedEvent) -> Void
    ) {
        self.outbox = outbox
        self.settlement = settlement
        failures = FailureAlerts(published: writer.published) { command in
            writer.enqueue(Writer.Submission(command: command, actor: .daemon)) { _ in }
        }
        self.alerts = alerts
        self.stops = stops
        self.timer = timer
        self.writer = writer
        self.checkpointer = checkpointer
        self.onEvent = onEvent
        let (events, input) = AsyncStream<[RecordedEvent]>.makeStream()
        self.events = events
        self.input = input
        subscription = writer.published.subscribe { batch in
            if let last = batch.last { checkpointer.follow(last.envelope.sequence) }
            input.yield(batch)
        }
    }

    /// Until `end`.
    func run() async {
        refresh(namesChanged: true)
        settlement.beginAll()
        for await batch in events {
            var namesChanged = false
            for event in batch {
                act(on: event)
                onEvent(event)
                if let reason = Self.checkpointReason(event.event) { checkpointer.request(reason) }
                namesChanged = namesChanged || event.envelope.realm.isLive && Self.changesNames(event.event)
            }
            refresh(namesChanged: namesChanged)
            await issueReceipts(batch)
        }
    }

    func resend(_ alert: Alert) {
        alerts.send(alert.raised, at: alert.raisedAt, realm: .live)
    }

    func end() {
        writer.published.unsubscribe(subscription)
        input.finish()
    }

    private func act(on recorded: RecordedEvent) {
        let realm = recorded.envelope.realm
        if realm.isLive { failures.follow(recorded.event) }
        switch recorded.event {
        case .postDispatchStarted(let started): outbox.dispatch(started, realm: realm)
        case .postOutcomeUnknown(let unknown): if realm.isLive { settlement.begin(unknown.post) }
        case .alertRaised(let alert): alerts.send(alert, at: recorded.envelope.at, realm: realm)
        case .stopReleased, .stopLowered, .stopEngaged, .drillEnded:
            if realm.isLive {
                stops.carryOut(
                    recorded.event, noStopLeft: writer.published.read { $0.live.engagedStops.isEmpty })
            } else {
                outbox.follow(recorded.event, realm: realm)
            }
        default: break
        }
    }

    /// The moments that somebody may dispute later.
    private static func checkpointReason(_ event: CrisisEvent) -> CheckpointReason? {
        switch event {
        case .stopEngaged: .stop
        case .stopReleased: .release
        case .drillEnded: .drill
        default: nil
        }
    }

    private static func changesNames(_ event: CrisisEvent) -> Bool {
        switch event {
        case .accountRegistered, .accountRetired: true
        case .postScheduled(let post): post.campaign != nil
        default: false
        }
    }

    private func refresh(namesChanged: Bool) {
        timer.set(writer.published.read { $0.live.nextDue?.dueAt })
        if namesChanged { writer.published.read { stops.publishNames(of: $0.live) } }
    }

    /// A stop whose transfers are all accounted for gets its final receipt.
    private func issueReceipts(_ batch: [RecordedEvent]) async {
        for realm in Set(batch.map(\.envelope.realm)) {
            let due = writer.published.read { state in
                (state.realms[realm]?.stops.values.filter { $0.receipt == nil } ?? []).compactMap { stop in
                    Self.receipt(for: stop, in: state.realms[realm])
                }
            }
            for receipt in due {
                writer.enqueue(
                    Writer.Submission(command: .issueReceipt(receipt), realm: realm, actor: .daemon)
                ) { _ in }
            }
        }
    }

    static func receipt(for stop: Stop, in realm: RealmState?) -> StopReceiptIssued? {
        guard let realm else { return nil }
        let posts = stop.inFlight.compactMap { realm.posts[$0] }
        guard !posts.contains(where: { $0.state == .dispatching }) else { return nil }
        return StopReceiptIssued(
            epoch: stop.engaged.epoch, heldCount: Int64(realm.heldPosts(coveredBy: stop).count),
            blockedCount: Int64(posts.count { $0.state != .published && $0.state != .unknown }),
            sentCount: Int64(posts.count { $0.state == .published }),
            unknownCount: Int64(posts.count { $0.state == .unknown }),
            lastTransferEndedAt: posts.isEmpty ? nil : realm.at
        )
    }
}
