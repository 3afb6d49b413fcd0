import CrisisModel
import Engine
import EventCodec
import EventLog
import Projections

/// The one writer. Deciding a command, appending its events to the open batch and folding them into the decision
/// state are one step, in one order, on one thread; callers hear of it only when the batch is durable.
final class Writer: Sendable {
    /// What only the writer's thread touches.
    private final class DecisionState: @unchecked Sendable {
        var engine: Engine
        var intake: MentionIntake
        var clock: LiveClock
        /// Events of the open batch, not yet durable.
        var pending: [RecordedEvent] = []
        let space = EventCodec.EncodingSpace()
        private let durable: Published
        let mode: StartMode

        init(_ durable: Published, intake: consuming MentionIntake, mode: StartMode) {
            self.durable = durable
            self.intake = intake
            self.mode = mode
            engine = Engine(state: durable.copy)
            clock = LiveClock(last: durable.read { $0.live.at })
        }

        /// The state is what is durable and what waits in the open batch.
        func rebuild() {
            engine = Engine(state: durable.copy)
            for event in pending { engine.apply(event) }
        }
    }

    enum Limits {
        /// The pause before what must not be lost is submitted again.
        static let insistence: Duration = .milliseconds(200)
    }

    struct Submission: Sendable {
        var command: Command
        var realm = RealmID.live
        var actor: Actor
        var clientID: String?
        /// Enters the open batch before every waiting command.
        var isUrgent = false
    }

    private let committer: GroupCommitter
    private let decision: DecisionState
    private let world: World
    let published: Published

    init(
        log: EventLog, published: Published, intake: consuming MentionIntake, mode: StartMode, world: World,
        onOutcomeUnknown: @escaping @Sendable (EventLogError) -> Void,
        onFatal: @escaping @Sendable (EventLogError) -> Void
    ) throws(EventLogError) {
        let decision = DecisionState(published, intake: intake, mode: mode)
        self.decision = decision
        self.published = published
        self.world = world
        committer = try GroupCommitter(
            log: log,
            hooks: GroupCommitter.Hooks(
                onCommitted: { _, _ in
                    let events = decision.pending
                    decision.pending = []
                    decision.intake.committed(events)
                    published.apply(events)
                },
                onRollback: { _ in
                    decision.pending = []
                    decision.intake.rolledBack()
                    decision.rebuild()
                },
                onOutcomeUnknown: onOutcomeUnknown, onFatal: onFatal
            )
        )
    }

    /// The events that the command made, once they are durable.
    @discardableResult
    func submit(_ submission: Submission) async throws(WriterError) -> [RecordedEvent] {
        let result: Result<[RecordedEvent], WriterError> = await withCheckedContinuation { continuation in
            enqueue(submission) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// For threads that cannot wait in Swift's way. `done` is called on the writer's thread or on the caller's.
    func enqueue(
        _ submission: Submission, done: @escaping @Sendable (Result<[RecordedEvent], WriterError>) -> Void
    ) {
        let decision = self.decision
        let world = self.world
        do throws(EventLogError) {
            try committer.submit(
                submission.isUrgent ? .urgent : .normal, abandoned: { done(.failure(WriterError($0))) }
            ) { batch in
                let outcome = Self.decide(submission, decision, world, &batch)
                return { committed in
                    switch committed {
                    case .success: done(outcome)
                    case .failure(let error): done(.failure(WriterError(error)))
                    }
                }
            }
        } catch {
            done(.failure(WriterError(error)))
        }
    }

    /// For what must not be lost to a moment of pressure, nor to a full disk: asked again until it is answered
    /// otherwise. A batch that is refused for want of space takes the stop in it along.
    func insist(
        _ submission: Submission, done: @escaping @Sendable (Result<[RecordedEvent], WriterError>) -> Void
    ) {
        enqueue(submission) { [world] result in
            guard case .failure(let error) = result, error == .noSpace || error == .overloaded else {
                return done(result)
            }
            Task {
                do { try await world.sleep(Limits.insistence) } catch { return done(result) }
                self.insist(submission, done: done)
            }
        }
    }

    /// Several commands as one step, each accepted or refused by itself; one answer a command, in their order. A stop
    /// enters the log after the step that runs, so a step is kept short.
    func enqueue(
        _ submissions: [Submission],
        done: @escaping @Sendable ([Result<[RecordedEvent], WriterError>]) -> Void
    ) {
        let decision = self.decision
        let world = self.world
        let fail: @Sendable (EventLogError) -> Void = { error in
            done(submissions.map { _ in .failure(WriterError(error)) })
        }
        do throws(EventLogError) {
            try committer.submit(abandoned: fail) { batch in
                var outcomes: [Result<[RecordedEvent], WriterError>] = []
                outcomes.reserveCapacity(submissions.count)
                for submission in submissions {
                    outcomes.append(Self.decide(submission, decision, world, &batch))
                }
                return { [outcomes] committed in
                    switch committed {
                    case .success: done(outcomes)
                    case .failure(let error): fail(error)
                    }
                }
            }
        } catch {
            fail(error)
        }
    }

    private static func decide(
        _ submission: Submission, _ decision: DecisionState, _ world: World, _ batch: inout RecordBatch
    ) -> Result<[RecordedEvent], WriterError> {
        var context = CommandContext(
            realm: submission.realm, at: .zero, actor: submission.actor, clientID: submission.clientID
        )
        if submission.realm.isLive {
            let reading = decision.clock.read(world)
            context.at = reading.at
            context.clockClamped = reading.isClamped
            if let step = reading.step { noteStep(step, context, decision, &batch) }
        } else {
            guard let drill = decision.engine.state.drills[Int64(submission.realm.number)] else {
                return .failure(.refused(Refusal(.unknownDrill, "there is no such drill")))
            }
            context.at = drill.clock
        }
        if let refusal = readOnlyRefusal(submission.command, decision.mode) { return .failure(refusal) }
        // What lies in an index on disk is looked up here and handed to the decision as a value.
        do throws(Refusal) {
            let command = try decision.intake.complete(submission.command, context, decision.engine.state)
            return append(command, context, decision, &batch)
        } catch {
            return .failure(.refused(error))
        }
    }

    private static func noteStep(
        _ step: Int64, _ context: CommandContext, _ decision: DecisionState, _ batch: inout RecordBatch
    ) {
        var own = context
        own.actor = .daemon
        own.clientID = nil
        _ = append(.noteClockStep(microseconds: step), own, decision, &batch)
    }

    private static func append(
        _ command: Command, _ context: CommandContext, _ decision: DecisionState, _ batch: inout RecordBatch
    ) -> Result<[RecordedEvent], WriterError> {
        if let refusal = readOnlyRefusal(command, decision.mode) { return .failure(refusal) }
        if batch.reserveOnly, !mayUseReserve(command) { return .failure(.noSpace) }
        var events: [RecordedEvent]
        do throws(Refusal) {
            events = try decision.engine.decide(command, context)
        } catch {
            return .failure(.refused(error))
        }
        let mark = batch.mark
        do throws(Refusal) {
            try decision.intake.seal(&events)
        } catch {
            decision.rebuild()
            return .failure(.refused(error))
        }
        do throws(EventLogError) {
            for event in events { try EventCodec.append(event, to: &batch, using: decision.space) }
        } catch {
            batch.rollback(to: mark)
            decision.rebuild()
            return .failure(WriterError(error))
        }
        decision.pending += events
        decision.intake.appended(events)
        return .success(events)
    }

    private static func readOnlyRefusal(_ command: Command, _ mode: StartMode) -> WriterError? {
        switch (mode, command) {
        case (.normal, _), (.awaitingMigration, .noteMigration), (.awaitingMigration, .engageStop): nil
        case (.readOnly(let cause), _), (.awaitingMigration(let cause), _):
            .readOnly(cause.words, next: cause.next)
        }
    }

    private static func mayUseReserve(_ command: Command) -> Bool {
        switch command {
        case .engageStop, .releaseStop, .lowerStop, .issueReceipt, .declareCrisis, .dismissCrisis,
            .closeCrisis,
            .reportAlert, .acknowledgeAlert, .openLog, .reportDispatch, .confirmClock, .noteClockStep,
            .noteCheckpoint, .noteExport, .noteMigration, .noteSuccession, .noteLowSpace, .raiseAlert,
            .eraseAuthors:
            true
        default: false
        }
    }

    /// Returns when the thread has done everything submitted before.
    func probe() async {
        let committer = self.committer
        await withCheckedContinuation { continuation in
            do throws(EventLogError) {
                try committer.submit(abandoned: { _ in continuation.resume() }) { _ in
                    { _ in continuation.resume() }
                }
            } catch {
                continuation.resume()
            }
        }
    }

    /// Runs between two commands on the writer's thread, after everything submitted before is durable and folded.
    func onThread<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async throws(WriterError) -> Result {
        let committer = self.committer
        let outcome: Swift.Result<Result, WriterError> = await withCheckedContinuation { continuation in
            do throws(EventLogError) {
                try committer.submit(abandoned: { continuation.resume(returning: .failure(WriterError($0))) })
                { _ in
                    { committed in
                        switch committed {
                        case .success: continuation.resume(returning: .success(body()))
                        case .failure(let error): continuation.resume(returning: .failure(WriterError(error)))
                        }
                    }
                }
            } catch {
                continuation.resume(returning: .failure(WriterError(error)))
            }
        }
        return try outcome.get()
    }

    /// From here on mentions are taken: the index has caught up with the log but for what `catchUp` reads.
    func adopt(_ index: MentionIndex, catchUp: @escaping @Sendable (MentionIndex) -> Bool)
        async throws(WriterError)
    {
        let decision = self.decision
        let isCurrent = try await onThread {
            guard catchUp(index) else { return false }
            decision.intake.adopt(index)
            return true
        }
        guard isCurrent else { throw .outcomeUnknown }
    }

    /// Why mentions are refused until there is an index.
    func noteLackOfRoom() {
        let decision = self.decision
        Task {
            do throws(WriterError) { try await onThread { decision.intake.noteLackOfRoom() } } catch {}
        }
    }

    /// What only the index knows.
    func lookUp<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing MentionIntake) -> Result
    ) async throws(WriterError) -> Result {
        let decision = self.decision
        return try await onThread { body(decision.intake) }
    }

    /// Ends the index in good order. After `close`.
    func closeIndex() { decision.intake.close() }

    var now: EventTime { world.wallTime() }

    /// Ends the thread after everything submitted before has been answered.
    func close() {
        committer.close()
    }

    var statistics: GroupCommitter.Statistics { committer.statistics }
}
