import ControlInterface
import CrisisModel
import Varlink
import Engine
import EventLog
import Evidence
import Gate
import VarlinkServer

/// `org.tocsin.Stop`.
extension ControlService {
    func stopHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(StopInterface.Engage.self) { [self] context, call throws(MethodError) in
                    guard stops.mayStop(context.peer) else {
                        noteRefusal(
                            context.method, "permission-denied", "may not open the stop socket", context
                        )
                        throw .permissionDenied
                    }
                    let scopes = try scopes(call.scopes ?? [])
                    let category = try call.category.map { text throws(MethodError) in
                        try choice(
                            "category", text == "default" ? "standard" : text, CrisisModel.StopCategory.self)
                    }
                    guard call.drill == nil else {
                        return try await engageInDrill(call, scopes, category ?? .standard, context)
                    }
                    return try await engage(call, scopes, category ?? .standard, context)
                },
                method(StopInterface.Preview.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let scopes = try scopes(call.scopes ?? [])
                    let stop = StopEngaged(
                        epoch: .max, stopID: "", scopes: scopes.isEmpty ? [.all] : scopes,
                        category: .standard,
                        includeCrisisStatements: call.includeCrisisStatements ?? false, widened: false,
                        origin: .control,
                        receivedAt: .zero, gateClosedMicroseconds: 0, durability: .memoryOnly, heldCount: 0
                    )
                    return .init(posts: published.read { Self.preview(stop, $0, realm) })
                },
                stream(StopInterface.GetReceipt.self) { [self] context, call, replies throws(MethodError) in
                    try await streamReceipt(call.epoch, try realm(call.drill), context, replies)
                },
                method(StopInterface.List.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    return .init(
                        stops: published.read { state in
                            (state.realms[realm]?.stops ?? [:]).values.sorted {
                                $0.engaged.epoch < $1.engaged.epoch
                            }
                            .map(StopDesk.describe)
                        }
                    )
                },
                method(StopInterface.Release.self) { [self] context, call throws(MethodError) in
                    try await release(call, context)
                },
                method(StopInterface.RehearseRelease.self) { [self] context, call throws(MethodError) in
                    try await checkPassphrase(call.passphrase, context)
                    try await submit(.noteReleaseRehearsal, context)
                    return .init(accepted: true)
                },
                method(StopInterface.SetPassphrase.self) { [self] context, call throws(MethodError) in
                    if let problem = await access.setPassphrase(
                        of: context.peer.userID, present: call.present, replacement: call.replacement
                    ) {
                        throw refused(code: "passphrase-refused", problem, next: "tocsinctl passphrase")
                    }
                    return .init()
                },
                method(StopInterface.MakeRecoveryCode.self) { [self] context, _ throws(MethodError) in
                    try checkConsole(context)
                    guard let halves = await access.makeRecoveryCode() else {
                        throw refused(
                            code: "recovery-code-exists",
                            "a recovery code was made before and is in its envelopes",
                            next:
                                "to make another, remove the file recovery-code from the state directory and restart"
                        )
                    }
                    try await submit(.noteRecoveryCode, context)
                    return .init(firstHalf: halves.first, secondHalf: halves.second)
                },
                method(StopInterface.ReleaseWithRecoveryCode.self) {
                    [self] context, call throws(MethodError) in
                    try await releaseWithRecoveryCode(call, context)
                },
                method(StopInterface.Lower.self) { [self] context, call throws(MethodError) in
                    try await submit(.lowerStop(epoch: call.epoch), context, realm: try realm(call.drill))
                    return .init()
                },
            ]
        )
    }

    private func engage(
        _ call: StopInterface.Engage.Parameters, _ scopes: [CrisisModel.StopScope],
        _ category: CrisisModel.StopCategory, _ context: CallContext
    ) async throws(MethodError) -> StopInterface.Engage.Reply {
        let answer = await stops.engage(call, scopes: scopes, category: category, peer: context.peer)
        guard answer.result != .notStopped else {
            let near = published.read { state in
                state.live.accounts.keys.map { "account:\($0)" }
                    + state.live.campaigns.map { "campaign:\($0)" }
            }
            throw MethodError(
                StopInterface.ScopeMatchesNothing.name,
                encoding: StopInterface.ScopeMatchesNothing(
                    scope: scopes.first?.description ?? "",
                    near: Array(Set(near)).sorted().prefix(20).map { $0 }
                )
            )
        }
        return .init(
            epoch: Int64(bitPattern: answer.record.epoch), durability: answer.durability.domain.rawValue,
            engagedId: answer.record.id.hex, received: Int64(bitPattern: answer.receivedAt),
            gateClosed: Int64(bitPattern: answer.gateClosedAt),
            durable: answer.durableAt == 0 ? nil : Int64(bitPattern: answer.durableAt),
            widened: answer.record.widening != .none, scopes: answer.record.scopes.array.map(\.text)
        )
    }

    private func engageInDrill(
        _ call: StopInterface.Engage.Parameters, _ scopes: [CrisisModel.StopScope],
        _ category: CrisisModel.StopCategory, _ context: CallContext
    ) async throws(MethodError) -> StopInterface.Engage.Reply {
        let realm = try realm(call.drill)
        let received = writer.now
        let events = try await submit(
            .engageStop(
                StopEngaged(
                    epoch: 0, stopID: "drill-\(realm.number)-\(received.microsecondsSinceEpoch)",
                    scopes: scopes.isEmpty ? [.all] : scopes, category: category,
                    includeCrisisStatements: call.includeCrisisStatements ?? false, widened: false,
                    reason: try note("reason", call.reason), origin: .control, receivedAt: received,
                    gateClosedMicroseconds: 0, durability: .durable, heldCount: 0
                ), outside: []
            ), context, realm: realm, clientID: call.clientId
        )
        guard case .stopEngaged(let engaged)? = events.first?.event else { throw .internalError }
        let now = writer.now.microsecondsSinceEpoch
        return .init(
            epoch: engaged.epoch, durability: "durable", engagedId: engaged.stopID,
            received: received.microsecondsSinceEpoch, gateClosed: now, durable: now, widened: false,
            scopes: engaged.scopes.map(\.description)
        )
    }

    private static func preview(
        _ stop: StopEngaged, _ state: State, _ realm: RealmID
    ) -> [StopInterface.CoveredPost] {
        guard let realm = state.realms[realm] else { return [] }
        let hypothetical = Stop(
            engaged: stop, engagedAt: .zero, engagedBy: .daemon, sequence: 0,
            includeCrisisStatements: stop.includeCrisisStatements
        )
        return realm.posts.open.values.filter {
            $0.state == .scheduled && hypothetical.holds($0, crisisDeclared: realm.crisisDeclared)
        }.sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }.map {
            .init(
                post: $0.id.text, account: $0.account.text, postClass: $0.postClass.rawValue,
                dueAt: $0.dueAt.rfc3339)
        }
    }

    private func streamReceipt(
        _ epoch: Int64, _ realm: RealmID, _ context: CallContext, _ replies: ReplyStream
    ) async throws(MethodError) {
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = published.subscribe { _ in continuation.yield() }
        defer { published.unsubscribe(id) }
        var iterator = changes.makeAsyncIterator()
        var last: StopInterface.Receipt?
        while true {
            let found = published.read { state -> StopInterface.Receipt? in
                guard let realm = state.realms[realm], let stop = realm.stops[epoch] else { return nil }
                return stops.receipt(of: stop, in: realm, settings: state.settings)
            }
            let receipt = found.map {
                ReceiptNote.signed(
                    $0, log: Checkpoint.origin(identity: log.identity), key: checkpointer.signingKey,
                    checkpoint: checkpointer.latest?.line)
            }
            if receipt == nil, let cause = mode.cause {
                throw answer(
                    .readOnly(
                        "a stop that was answered is in force and kept by the latch; the log cannot record it: "
                            + cause.words, next: cause.next))
            }
            guard let receipt else {
                throw refused(Refusal(.unknownStop, "there is no stop \(epoch)", next: "tocsinctl status"))
            }
            if receipt.final || !context.more {
                try replies.finish(encoding: StopInterface.GetReceipt.Reply(receipt: receipt))
                return
            }
            if receipt != last {
                try await replies.send(encoding: StopInterface.GetReceipt.Reply(receipt: receipt))
            }
            last = receipt
            guard await iterator.next() != nil else { return }
        }
    }

    private func releaseWithRecoveryCode(
        _ call: StopInterface.ReleaseWithRecoveryCode.Parameters, _ context: CallContext
    ) async throws(MethodError) -> StopInterface.ReleaseWithRecoveryCode.Reply {
        try checkConsole(context)
        if let problem = await access.problem(withRecoveryCode: call.firstHalf, call.secondHalf) {
            noteRefusal(context.method, "recovery-code-refused", problem, context)
            throw refused(code: "recovery-code-refused", problem, next: nil)
        }
        try await submit(.releaseByRecoveryCode(epoch: call.epoch), context)
        return .init(
            heldPosts: published.read { state in
                Int64(state.live.stops[call.epoch].map { state.live.heldPosts(coveredBy: $0).count } ?? 0)
            }
        )
    }

    /// Break-glass is for whoever stands at the machine as root.
    private func checkConsole(_ context: CallContext) throws(MethodError) {
        guard context.peer.userID == 0 || context.peer.userID == access.ownUid else {
            noteRefusal(context.method, "permission-denied", "only root on this machine may", context)
            throw .permissionDenied
        }
    }

    private func checkPassphrase(_ passphrase: String, _ context: CallContext) async throws(MethodError) {
        if let problem = await access.problem(withPassphrase: passphrase, of: context.peer.userID) {
            noteRefusal(context.method, "passphrase-refused", problem, context)
            throw refused(code: "passphrase-refused", problem, next: "tocsinctl passphrase")
        }
    }

    private func release(
        _ call: StopInterface.Release.Parameters, _ context: CallContext
    ) async throws(MethodError) -> StopInterface.Release.Reply {
        let realm = try realm(call.drill)
        try await checkPassphrase(call.passphrase, context)
        let events = try await submit(
            .releaseStop(epoch: call.epoch, heldCount: call.heldCount), context, realm: realm
        )
        let (held, needed) = published.read { state in
            let stop = state.realms[realm]?.stops[call.epoch]
            return (
                stop.flatMap { state.realms[realm]?.heldPosts(coveredBy: $0).count } ?? 0,
                state.settings.releasePersons
            )
        }
        switch events.first?.event {
        case .stopReleased(let released)?:
            return .init(
                outcome: "released", persons: released.persons, personsNeeded: needed, heldPosts: Int64(held)
            )
        case .stopReleaseProposed(let proposed)?:
            return .init(
                outcome: proposed.effectiveAt == nil ? "proposed" : "waiting", persons: [actor(context).name],
                personsNeeded: needed, expiresAt: proposed.expiresAt.rfc3339,
                effectiveAt: proposed.effectiveAt?.rfc3339, heldPosts: Int64(held)
            )
        default: throw .internalError
        }
    }
}
