package import CrisisModel

/// The stop as the log knows it. The gate has closed before any of this runs; in a drill this is what closes it.
extension Engine {
    mutating func engage(_ stop: StopEngaged, _ outside: [OutsideItem]) throws(Refusal) {
        var stop = stop
        // A stop that names nothing stops everything: it never errs towards going on.
        if stop.scopes.isEmpty { stop.scopes = [.all] }
        if let reason = stop.reason, reason.utf8.count > EngineLimits.noteBytesMax {
            stop.reason = String(decoding: reason.utf8.prefix(EngineLimits.noteBytesMax), as: UTF8.self)
        }
        if context.realm.isLive {
            // The gate numbers live stops. One that the log has already is not recorded twice.
            guard realm.stops[stop.epoch] == nil,
                !realm.stops.values.contains(where: {
                    $0.engaged.stopID == stop.stopID && !stop.stopID.isEmpty
                })
            else { throw Refusal(.alreadyDone, "stop \(stop.epoch) is recorded already") }
        } else {
            try checkScopes(stop.scopes)
            stop.epoch = realm.highestEpoch + 1
        }
        let preview = previewStop(stop)
        stop.heldCount = Int64(preview.held + preview.new.count)
        let sequence = emit(stop)
        for chunk in chunks(preview.new) {
            emit(
                PostHeld(posts: chunk, cause: .stop, epoch: stop.epoch), causedBy: sequence,
                correlation: sequence
            )
        }
        openOutsideTasks(stop, outside, causedBy: sequence)
        raiseAlert(
            "Publishing stopped (stop \(stop.epoch))",
            "\(context.actor.name) stopped publishing: \(stop.scopes.map(\.description).joined(separator: ", ")). "
                + "\(stop.heldCount) posts held." + (stop.reason.map { " Reason: \($0)" } ?? ""),
            causedBy: sequence, correlation: sequence
        )
    }

    /// Which posts a stop would hold: those newly held, and how many are held already.
    package func previewStop(_ stop: StopEngaged) -> (new: [PostID], held: Int) {
        let hypothetical = Stop(
            engaged: stop, engagedAt: context.at, engagedBy: context.actor, sequence: 0,
            includeCrisisStatements: stop.includeCrisisStatements
        )
        let covered = realm.posts.open.values.filter { hypothetical.covers($0) }
        let new = covered.filter {
            $0.state == .scheduled && hypothetical.holds($0, crisisDeclared: realm.crisisDeclared)
        }
        return (new.map(\.id).sorted(), covered.count { $0.state == .held })
    }

    func checkScopes(_ scopes: [StopScope]) throws(Refusal) {
        for scope in scopes {
            let known =
                switch scope {
                case .all, .postClass: true
                case .account(let name): realm.accounts[name] != nil
                case .network(let name): realm.accounts.values.contains { $0.registration.network == name }
                case .campaign(let name): realm.campaigns.contains(name)
                }
            guard known else { throw Refusal(.badScope, "NOT STOPPED: nothing is named \(scope)") }
        }
    }

    /// What no software of ours can stop becomes a task with an owner and where to look.
    private mutating func openOutsideTasks(
        _ stop: StopEngaged, _ outside: [OutsideItem], causedBy sequence: UInt64
    ) {
        guard stop.scopes.contains(.all) else { return }
        let items =
            outside.isEmpty ? [OutsideItem(name: "other publishing tools, if there are any")] : outside
        for item in items {
            emit(
                TaskOpened(
                    task: nextTask, title: "Outside our reach: pause \(item.name), then tick this",
                    owner: item.owner, link: item.link, epoch: stop.epoch
                ),
                causedBy: sequence, correlation: sequence
            )
        }
    }

    func engagedStop(_ epoch: Int64) throws(Refusal) -> Stop {
        guard let stop = realm.stops[epoch] else {
            throw Refusal(.unknownStop, "there is no stop \(epoch)", next: "tocsinctl status")
        }
        guard !stop.released else {
            throw Refusal(.alreadyReleased, "stop \(epoch) is released already")
        }
        return stop
    }

    /// The caller's passphrase was checked; who may release was checked too. It changes the state of no post.
    mutating func release(_ epoch: Int64, _ heldCount: Int64?) throws(Refusal) {
        let stop = try engagedStop(epoch)
        try checkPerson("release a stop")
        let settings = state.settings
        let proposal = stop.proposal.flatMap { $0.expiresAt > context.at ? $0 : nil }
        if settings.isSolo {
            try releaseAlone(stop, proposal, heldCount)
            return
        }
        guard let proposal else {
            emit(
                StopReleaseProposed(
                    epoch: epoch, expiresAt: context.at.adding(seconds: settings.releaseWindowSeconds)
                ),
                causedBy: stop.sequence, correlation: stop.sequence
            )
            return
        }
        guard !isSamePerson(proposal.by) else {
            throw Refusal(
                .needsAnotherPerson,
                "\(context.actor.name) has proposed the release already; a second person with another uid must agree "
                    + "until \(proposal.expiresAt.rfc3339)",
                next: "the other person: tocsinctl release \(epoch)"
            )
        }
        finishRelease(stop, persons: [proposal.by.name, context.actor.name], solo: false)
    }

    /// By uid; and by the login behind it where the kernel knows it, since `sudo` would make one person two.
    private func isSamePerson(_ other: Actor) -> Bool {
        guard other.kind == .person else { return other.name == context.actor.name }
        if let login = other.loginUid, login == context.actor.loginUid { return true }
        return other.uid == context.actor.uid
    }

    private mutating func releaseAlone(
        _ stop: Stop, _ proposal: Stop.ReleaseProposal?, _ heldCount: Int64?
    ) throws(Refusal) {
        let epoch = stop.engaged.epoch
        let held = Int64(realm.heldPosts(coveredBy: stop).count)
        guard heldCount == held else {
            throw Refusal(
                .heldCountWrong, "type the number of held posts: stop \(epoch) holds \(held)",
                next: "tocsinctl release \(epoch)"
            )
        }
        guard let proposal, let effectiveAt = proposal.effectiveAt else {
            let effectiveAt = context.at.adding(seconds: state.settings.releaseDelaySeconds)
            emit(
                StopReleaseProposed(
                    epoch: epoch, expiresAt: effectiveAt.adding(seconds: state.settings.releaseWindowSeconds),
                    effectiveAt: effectiveAt
                ),
                causedBy: stop.sequence, correlation: stop.sequence
            )
            return
        }
        guard context.at >= effectiveAt else {
            throw Refusal(
                .tooEarly,
                "SOLO: the release of stop \(epoch) can be completed from \(effectiveAt.rfc3339) on",
                next: "tocsinctl release \(epoch) after that time"
            )
        }
        finishRelease(stop, persons: [context.actor.name], solo: true)
    }

    private mutating func finishRelease(_ stop: Stop, persons: [String], solo: Bool) {
        let released = emit(
            StopReleased(
                epoch: stop.engaged.epoch, stopID: stop.engaged.stopID, solo: solo, persons: persons,
                byRecoveryCode: false),
            causedBy: stop.sequence, correlation: stop.sequence
        )
        raiseAlert(
            "Stop \(stop.engaged.epoch) released" + (solo ? " (SOLO)" : ""),
            "Released by \(persons.joined(separator: " and ")). Every post it held waits for a person's decision.",
            causedBy: released, correlation: stop.sequence
        )
    }

    /// Break-glass: recorded, told to everyone, and to be looked into.
    mutating func releaseByRecoveryCode(_ epoch: Int64) throws(Refusal) {
        let stop = try engagedStop(epoch)
        try checkPerson("release a stop")
        let released = emit(
            StopReleased(
                epoch: epoch, stopID: stop.engaged.stopID, solo: false, persons: [context.actor.name],
                byRecoveryCode: true
            ),
            causedBy: stop.sequence, correlation: stop.sequence
        )
        emit(
            TaskOpened(
                task: nextTask,
                title: "Look into the use of the recovery code on stop \(epoch), make a new code and seal it",
                epoch: epoch
            ),
            causedBy: released, correlation: stop.sequence
        )
        raiseAlert(
            "Stop \(epoch) released with the recovery code",
            "\(context.actor.name) used the recovery code in place of two persons. "
                + "Every post it held waits for a person's decision.",
            causedBy: released, correlation: stop.sequence
        )
    }

    mutating func lower(_ epoch: Int64) throws(Refusal) {
        let stop = try engagedStop(epoch)
        try checkPerson("lower a stop")
        guard stop.includeCrisisStatements else {
            throw Refusal(.wrongState, "stop \(epoch) does not include crisis statements")
        }
        let lowered = emit(StopLowered(epoch: epoch), causedBy: stop.sequence, correlation: stop.sequence)
        returnPassingStatements(causedBy: lowered)
    }

    mutating func confirmExternal(_ epoch: Int64, _ item: String) throws(Refusal) {
        guard let stop = realm.stops[epoch] else { throw Refusal(.unknownStop, "there is no stop \(epoch)") }
        guard !item.isEmpty, item.utf8.count <= EngineLimits.noteBytesMax else {
            throw Refusal(.badName, "item: 1 to \(EngineLimits.noteBytesMax) bytes")
        }
        guard !stop.confirmedItems.contains(item) else {
            throw Refusal(.alreadyDone, "\(item.prefix(60)) is confirmed already")
        }
        emit(
            StopExternalConfirmed(epoch: epoch, item: item), causedBy: stop.sequence,
            correlation: stop.sequence)
    }

    mutating func issue(_ receipt: StopReceiptIssued) throws(Refusal) {
        guard let stop = realm.stops[receipt.epoch] else {
            throw Refusal(.unknownStop, "there is no stop \(receipt.epoch)")
        }
        guard stop.receipt == nil else { throw Refusal(.alreadyDone, "the receipt is issued already") }
        emit(receipt, causedBy: stop.sequence, correlation: stop.sequence)
    }
}
