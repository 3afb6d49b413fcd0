import CrisisModel

/// The account register, tasks and alerts.
extension Engine {
    /// Names are checked where they enter, whichever way they came.
    func checkName<Subject>(_ field: String, _ name: Identifier<Subject>) throws(Refusal) {
        do throws(IdentifierFailure) {
            _ = try Identifier<Subject>(validating: name.text)
        } catch {
            throw Refusal(.badName, "\(field): \(error)")
        }
    }

    func checkNote(_ field: String, _ text: String?) throws(Refusal) {
        guard (text?.utf8.count ?? 0) <= EngineLimits.noteBytesMax else {
            throw Refusal(.limitReached, "\(field): longer than \(EngineLimits.noteBytesMax) bytes")
        }
    }

    /// No rule, timer, import or program may do what takes a person; a persona is one only in a drill.
    func checkPerson(_ what: String) throws(Refusal) {
        switch context.actor.kind {
        case .person: return
        case .persona where !context.realm.isLive: return
        case .persona, .daemon, .inject: throw Refusal(.needsAnotherPerson, "only a person may \(what)")
        }
    }

    mutating func registerAccount(_ registration: AccountRegistered) throws(Refusal) {
        try checkName("account", registration.account)
        try checkName("network", registration.network)
        if let unit = registration.unit { try checkName("unit", unit) }
        for (field, text) in [
            ("owner", registration.owner), ("credentialHolder", registration.credentialHolder),
            ("endpoint", registration.endpoint), ("credential", registration.credential),
        ] { try checkNote(field, text) }
        guard realm.accounts.count < EngineLimits.accountsMax || realm.accounts[registration.account] != nil
        else {
            throw Refusal(.limitReached, "more than \(EngineLimits.accountsMax) accounts")
        }
        guard !registration.handle.isEmpty, registration.handle.utf8.count <= 256 else {
            throw Refusal(.badName, "handle: 1 to 256 bytes")
        }
        if let old = realm.accounts[registration.account], old.registration.network != registration.network,
            realm.posts.open.values.contains(where: { $0.account == registration.account && !$0.isFinal })
        {
            throw Refusal(
                .wrongState, "account \(registration.account) has posts queued on \(old.registration.network)"
            )
        }
        emit(registration)
    }

    mutating func retireAccount(_ id: AccountID, _ reason: String?) throws(Refusal) {
        _ = try usableAccount(id)
        try checkNote("reason", reason)
        let queued = realm.posts.open.values.filter {
            $0.account == id && [.scheduled, .held, .missed].contains($0.state)
        }
        guard queued.isEmpty else {
            throw Refusal(
                .wrongState, "account \(id) has \(queued.count) posts queued",
                next: "tocsinctl post cancel --scope account:\(id)"
            )
        }
        emit(AccountRetired(account: id, reason: reason))
    }

    /// An edit of the configuration by root can make a release easier. That is break-glass too: everyone is told,
    /// and somebody looks into it. The first configuration of a log changes nothing.
    mutating func applyConfiguration(_ applied: ConfigurationApplied) {
        let before = state.settings
        let sequence = emit(applied)
        guard before.textHash != .zero, applied.releasePersons < before.releasePersons else { return }
        emit(
            TaskOpened(
                task: nextTask,
                title:
                    "Look into the configuration: a release now needs \(applied.releasePersons) instead of "
                    + "\(before.releasePersons) persons"
            ),
            causedBy: sequence
        )
        raiseAlert(
            "A release now needs fewer persons",
            "The configuration on this machine was changed: \(applied.releasePersons) instead of "
                + "\(before.releasePersons). Stops engaged now: \(realm.engagedStops.count).",
            causedBy: sequence
        )
    }

    mutating func completeTask(_ number: Int64, _ note: String?) throws(Refusal) {
        guard let task = realm.tasks[number] else {
            throw Refusal(.unknownTask, "there is no task \(number)", next: "tocsinctl task list")
        }
        try checkNote("note", note)
        guard task.doneBy == nil else { throw Refusal(.wrongState, "task \(number) is done already") }
        if let post = task.opened.post, realm.posts[post]?.state == .unknown {
            throw Refusal(
                .wrongState, "say what became of post \(post) instead; that completes the task",
                next: "tocsinctl post resolve \(post) --published or --not-published"
            )
        }
        emit(TaskCompleted(task: number, note: note))
    }

    @discardableResult
    mutating func raiseAlert(
        _ subject: String, _ text: String, causedBy cause: UInt64? = nil, correlation: UInt64? = nil
    ) -> UInt64 {
        let number = (realm.alerts.keys.max() ?? 0) + 1
        return emit(
            AlertRaised(alert: number, subject: subject, text: text), causedBy: cause,
            correlation: correlation
        )
    }

    func existingAlert(_ number: Int64) throws(Refusal) -> Alert {
        guard let alert = realm.alerts[number] else {
            throw Refusal(.unknownAlert, "there is no alert \(number)", next: "tocsinctl alert list")
        }
        return alert
    }

    mutating func reportAlert(_ number: Int64, _ outcome: AlertOutcome) throws(Refusal) {
        _ = try existingAlert(number)
        switch outcome {
        case .attempted(let channel, let attempt):
            emit(AlertAttempted(alert: number, channel: channel, attempt: attempt))
        case .delivered(let channel): emit(AlertDelivered(alert: number, channel: channel))
        case .failed(let channel, let reason):
            emit(AlertFailed(alert: number, channel: channel, reason: reason))
        case .exhausted(let reason): emit(AlertExhausted(alert: number, reason: reason))
        }
    }

    mutating func acknowledgeAlert(_ number: Int64) throws(Refusal) {
        let alert = try existingAlert(number)
        guard alert.state != .acknowledged else {
            throw Refusal(
                .alreadyDone, "alert \(number) was acknowledged by \(alert.acknowledgedBy ?? "somebody")"
            )
        }
        emit(AlertAcknowledged(alert: number))
    }
}
