package import CrisisModel

/// Decides. Commands and times go in, events come out; each event is folded into the state as it is made, so that
/// the next decision, also within the same command, sees it.
///
/// No clock, no randomness, no I/O: what lies outside comes in as a value.
package struct Engine: Sendable {
    package private(set) var state: State
    private var events: [RecordedEvent] = []
    var context: CommandContext

    package init(state: State = State()) {
        self.state = state
        context = CommandContext(realm: .live, at: .zero, actor: .daemon)
    }

    /// A refusal leaves the state as it was: every refusal is thrown before the first event of its command.
    package mutating func decide(
        _ command: Command, _ context: CommandContext
    ) throws(Refusal) -> [RecordedEvent] {
        if let id = context.clientID, let sequence = state.clientIDs[id] {
            throw Refusal(.alreadyDone, "this command was recorded before, as event \(sequence)")
        }
        self.context = context
        events.removeAll(keepingCapacity: true)
        do throws(Refusal) {
            try dispatch(command)
        } catch {
            precondition(events.isEmpty, "a refusal after an event was made")
            throw error
        }
        return events
    }

    /// For replay and for the published state: takes what was recorded as true.
    package mutating func apply(_ event: RecordedEvent) {
        state.apply(event)
    }

    var realm: RealmState { state.realms[context.realm] ?? RealmState(id: context.realm) }

    /// Makes an event and folds it. The first event of a command carries the caller's id.
    @discardableResult
    mutating func emit(
        _ payload: some EventPayload, causedBy cause: UInt64? = nil, correlation: UInt64? = nil,
        occurredAt: EventTime? = nil
    ) -> UInt64 {
        let sequence = state.lastSequence + 1
        let envelope = EventEnvelope(
            sequence: sequence, realm: context.realm, at: context.at, occurredAt: occurredAt,
            actor: context.actor, causation: cause ?? events.first?.envelope.sequence,
            correlation: correlation,
            clientID: events.isEmpty ? context.clientID : nil, clockClamped: context.clockClamped
        )
        let recorded = RecordedEvent(envelope: envelope, event: payload.event)
        state.apply(recorded)
        events.append(recorded)
        return sequence
    }

    private mutating func dispatch(_ command: Command) throws(Refusal) {
        switch command {
        case .openLog(let opened): openLog(opened)
        case .applyConfiguration(let applied): applyConfiguration(applied)
        case .registerAccount(let registration): try registerAccount(registration)
        case .retireAccount(let account, let reason): try retireAccount(account, reason)
        case .schedulePost(let post): try schedule(post)
        case .editPost(let post, let text, let hash): try edit(post, text, hash)
        case .approvePost(let post): try approve(post)
        case .holdPosts(let posts, let reason): try hold(posts, reason)
        case .unholdPost(let post): try unhold(post)
        case .cancelPosts(let posts, let scopes, let reason): try cancel(posts, scopes, reason)
        case .reviewPost(let post, let decision): try review(post, decision)
        case .resolvePost(let post, let outcome, let note, let link): try resolve(post, outcome, note, link)
        case .reportDispatch(let post, let attempt, let outcome): try reportDispatch(post, attempt, outcome)
        case .tick: tick()
        case .recordMention(let mention): try record(mention)
        case .adoptRule(let rule): try adopt(rule)
        case .retireRule(let rule): try retire(rule)
        default: try dispatchCrisis(command)
        }
    }

    private mutating func dispatchCrisis(_ command: Command) throws(Refusal) {
        switch command {
        case .engageStop(let stop, let outside): try engage(stop, outside)
        case .releaseStop(let epoch, let heldCount): try release(epoch, heldCount)
        case .releaseByRecoveryCode(let epoch): try releaseByRecoveryCode(epoch)
        case .lowerStop(let epoch): try lower(epoch)
        case .noteReleaseRehearsal: emit(OperatorReleaseRehearsed())
        case .noteRecoveryCode: emit(OperatorRecoveryCodeMade())
        case .confirmExternal(let epoch, let item): try confirmExternal(epoch, item)
        case .issueReceipt(let receipt): try issue(receipt)
        case .declareCrisis(let reason): try declare(reason)
        case .dismissCrisis(let crisis, let verdict, let note): try dismiss(crisis, verdict, note)
        case .closeCrisis(let crisis, let reason): try close(crisis, reason)
        case .completeTask(let task, let note): try completeTask(task, note)
        case .testAlert:
            raiseAlert("Test alert", "This is a test of the alert channels. Nothing has happened.")
        case .raiseAlert(let subject, let text): raiseAlert(subject, text)
        case .reportAlert(let alert, let outcome): try reportAlert(alert, outcome)
        case .acknowledgeAlert(let alert): try acknowledgeAlert(alert)
        case .startDrill(let name, let scenario, let start): try startDrill(name, scenario, start)
        case .advanceDrill(let drill, let time): try advanceDrill(drill, time)
        case .noteInjection(let drill, let line, let kind): try noteInjection(drill, line, kind)
        case .endDrill(let drill, let reason): try endDrill(drill, reason)
        case .noteRefusal(let refused): emit(refused)
        case .noteClockStep(let microseconds): noteClockStep(microseconds: microseconds)
        case .confirmClock: try confirmClock()
        default: try dispatchRecord(command)
        }
    }

    /// What the record says of itself, and of the people in it.
    private mutating func dispatchRecord(_ command: Command) throws(Refusal) {
        switch command {
        case .noteDeletion(let mention, let reason): try noteDeletion(mention, reason)
        case .eraseAuthors(let authors, let basis, let reason, let role):
            try erase(authors, basis, reason, role)
        case .placeLegalHold(let author, let reason): try placeHold(author, reason)
        case .liftLegalHold(let hold, let reason): try liftHold(hold, reason)
        case .noteCheckpoint(let checkpoint): emit(checkpoint)
        case .noteExport(let export): emit(export)
        case .noteMigration(let migration): emit(migration)
        case .noteSuccession(let succession): noteSuccession(succession)
        case .noteLowSpace(let space): noteLowSpace(space)
        case .noteUntrustedClock(let seconds): noteUntrustedClock(seconds: seconds)
        default: preconditionFailure("every command is dispatched")
        }
    }
}
