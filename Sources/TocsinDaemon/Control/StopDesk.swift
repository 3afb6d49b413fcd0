import ControlInterface
import CrisisModel
import Engine
import Gate
import Glibc
import VarlinkServer

/// Between the stop path and the log: hands engaged stops to the writer, forwards stops from the control channel,
/// carries out releases when they are durable, and writes receipts.
final class StopDesk: Sendable {
    enum Limits {
        /// How long the outcome of a transfer waits for the record of a stop that it met.
        static let recordSeconds = 10
    }

    private let gate: Gate<Live>
    private let stopPath: StopPath
    private let access: AccessControl
    private let stopSocket: String
    private let outside: @Sendable () -> [OutsideItem]

    init(
        gate: Gate<Live>, stopPath: StopPath, access: AccessControl, stopSocket: String,
        outside: @escaping @Sendable () -> [OutsideItem]
    ) {
        self.gate = gate
        self.stopPath = stopPath
        self.access = access
        self.stopSocket = stopSocket
        self.outside = outside
    }

    // MARK: Engaging

    /// The control channel's stop goes the same way as every other: through the stop thread.
    func engage(
        _ call: StopInterface.Engage.Parameters, scopes: [CrisisModel.StopScope],
        category: CrisisModel.StopCategory,
        peer: Peer
    ) async -> StopAnswer {
        await stopPath.engageOnOwnThread(
            StopRequest(
                scopes: scopes.isEmpty
                    ? .all : ScopeList(scopes.compactMap { GateStopScope(text: $0.description) }),
                category: GateStopCategory(category),
                includesCrisisStatements: call.includeCrisisStatements ?? false,
                reason: BoundedText<200>(truncating: call.reason ?? ""),
                clientID: BoundedText<64>(truncating: call.clientId ?? ""),
                actor: StopActor(
                    origin: .control, uid: peer.userID, loginUID: peer.loginUserID ?? StopActor.unknownUser,
                    gid: peer.groupID, pid: peer.processID
                )
            )
        )
    }

    /// Records an engaged stop, before every waiting command.
    func record(_ notice: StopNotice, with writer: Writer) {
        let answer = notice.answer
        guard answer.result == .stopped else { return }
        // More presses than there is room to tell of: the gate has them all.
        if stopPath.health.droppedNotices > 0 { recordUntold(with: writer) }
        let event = answer.record.event(
            gateClosedMicroseconds: Int64(answer.gateClosedAfterNanoseconds / 1000),
            durableMicroseconds: answer.durability == .durable
                ? Int64(answer.durableAfterNanoseconds / 1000) : nil,
            durability: answer.durability.domain
        )
        append(event, by: answer.record.actor, with: writer) { [stopPath] isRecorded in
            if isRecorded { _ = stopPath.removeSentinel(notice) }
        }
    }

    private func recordUntold(with writer: Writer) {
        let known = writer.published.read { Set($0.live.stops.keys) }
        for stop in gate.engagedStops() where !known.contains(Int64(bitPattern: stop.epoch)) {
            record(stop, with: writer)
        }
    }

    /// Appends a stop that the latch knows and the log does not.
    func record(_ stop: StopRecord, with writer: Writer) {
        let event = stop.event(gateClosedMicroseconds: 0, durableMicroseconds: nil, durability: .durable)
        append(event, by: stop.actor, with: writer) { _ in }
    }

    /// The same, and waits for it: at the start nobody is answered before the log agrees with the gate.
    func recordAndWait(_ stop: StopRecord, with writer: Writer) async {
        let event = stop.event(gateClosedMicroseconds: 0, durableMicroseconds: nil, durability: .durable)
        do throws(WriterError) {
            try await writer.submit(submission(event, by: stop.actor))
        } catch {
            if case .refused = error { return }
            // In force all the same. The log gets it when it takes it.
            record(stop, with: writer)
        }
    }

    private func append(
        _ event: StopEngaged, by stopActor: StopActor, with writer: Writer,
        done: @escaping @Sendable (Bool) -> Void
    ) {
        writer.insist(submission(event, by: stopActor)) { result in
            switch result {
            case .success, .failure(.refused): done(true)
            case .failure: done(false)
            }
        }
    }

    private func submission(_ event: StopEngaged, by stopActor: StopActor) -> Writer.Submission {
        let uid = stopActor.uid == StopActor.unknownUser ? nil : stopActor.uid
        let actor = Actor(
            kind: uid == nil ? .daemon : .person, uid: uid,
            loginUid: stopActor.loginUID == StopActor.unknownUser ? nil : stopActor.loginUID,
            name: uid.map { access.name(of: $0) } ?? event.origin.rawValue
        )
        return Writer.Submission(
            command: .engageStop(event, outside: outside()), actor: actor, isUrgent: true)
    }

    /// A stop is in force before the log has it. The outcome of a transfer that it met is recorded after it, or the
    /// stop's receipt would not know that the post was on its way.
    func untilRecorded(in published: Published, _ world: World) async {
        guard !isRecorded(in: published) else { return }
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = published.subscribe { _ in continuation.yield() }
        let limit = Task {
            do { try await world.sleep(.seconds(Limits.recordSeconds)) } catch {}
            continuation.finish()
        }
        defer {
            published.unsubscribe(id)
            limit.cancel()
        }
        if isRecorded(in: published) { return }
        for await _ in changes where isRecorded(in: published) { return }
    }

    private func isRecorded(in published: Published) -> Bool {
        let engaged = gate.engagedStops()
        guard !engaged.isEmpty else { return true }
        return published.read { state in
            engaged.allSatisfy { state.live.stops[Int64(bitPattern: $0.epoch)] != nil }
        }
    }

    var gateIsOpen: Bool { gate.isOpen }
    /// By the gate itself: the log hears of a stop after the gate.
    var nothingIsEngaged: Bool { gate.table().recordCount == 0 }
    var health: StopPathHealth { stopPath.health }

    /// The permission to stop is the permission to open the stop socket, by whatever way the stop comes.
    func mayStop(_ peer: Peer) -> Bool {
        if access.hasOperatingRole(peer) { return true }
        var status = stat()
        guard stat(stopSocket, &status) == 0 else { return true }
        if peer.userID == 0 || status.st_mode & 0o002 != 0 { return true }
        if peer.userID == status.st_uid { return status.st_mode & 0o200 != 0 }
        let groups = [peer.groupID] + peer.supplementaryGroupIDs
        return groups.contains(status.st_gid) && status.st_mode & 0o020 != 0
    }

    // MARK: After the log

    func carryOut(_ event: CrisisEvent, noStopLeft: Bool) {
        switch event {
        case .stopReleased(let released):
            _ = gate.release(epoch: UInt64(released.epoch))
            // The only way out of the widening by a seventeenth stop.
            if noStopLeft { gate.releaseAll(through: UInt64(released.epoch)) }
            stopPath.persistLatches()
        case .stopLowered(let lowered):
            _ = gate.lower(epoch: UInt64(lowered.epoch))
            stopPath.persistLatches()
        default: break
        }
    }

    /// The names that a stop can be narrowed to.
    func publishNames(of realm: RealmState) {
        gate.publish(
            KnownScopes(
                networks: Set(realm.accounts.values.map(\.registration.network.text)).sorted(),
                accounts: realm.accounts.keys.map(\.text).sorted(),
                campaigns: realm.campaigns.map(\.text).sorted()
            )
        )
    }

    // MARK: Receipts

    func outsideItems() -> [OutsideItem] { outside() }

    func receipt(of stop: Stop, in realm: RealmState, settings: Settings) -> StopInterface.Receipt {
        let held = realm.heldPosts(coveredBy: stop)
        var byAccount: [String: Int64] = [:]
        for post in held { byAccount[post.account.text, default: 0] += 1 }
        let inFlight = stop.inFlight.compactMap { realm.posts[$0] }.map(Self.describeInFlight)
        let items = outside().map { item in
            item.name + (item.owner.map { " (\($0))" } ?? "") + (item.link.map { " \($0)" } ?? "")
        }
        let open = realm.tasks.values.count { $0.opened.epoch == stop.engaged.epoch && $0.doneBy == nil }
        var receipt = StopInterface.Receipt(
            stop: Self.describe(stop), summary: "", sequence: Int64(stop.sequence),
            receivedAt: stop.engaged.receivedAt.rfc3339,
            gateClosedMicroseconds: stop.engaged.gateClosedMicroseconds,
            durableMicroseconds: stop.engaged.durableMicroseconds,
            lastTransferEndedAt: stop.receipt?.lastTransferEndedAt?.rfc3339,
            heldAtStop: stop.engaged.heldCount,
            heldByAccount: byAccount.sorted { $0.key < $1.key }.map {
                .init(account: $0.key, count: $0.value)
            },
            inFlight: inFlight, outsideOurReach: items, unconfirmedTasks: Int64(open),
            final: stop.receipt != nil,
            releasers: access.releaserNames, releaseNeeds: access.releaseNeeds(settings), signed: false
        )
        receipt.summary = Self.summary(receipt, held.count, realm.id)
        return receipt
    }

    private static func describeInFlight(_ post: Post) -> StopInterface.InFlightPost {
        let outcome =
            switch post.state {
            case .dispatching: "pending"
            case .published: "sent"
            case .unknown: "unknown"
            case .scheduled, .held, .failed, .cancelled, .missed: "blocked"
            }
        return .init(post: post.id.text, account: post.account.text, outcome: outcome, link: post.link)
    }

    private static func summary(_ receipt: StopInterface.Receipt, _ held: Int, _ realm: RealmID) -> String {
        let stop = receipt.stop
        let time =
            receipt.receivedAt.split(separator: "T").last.map { String($0.prefix(8)) } ?? receipt.receivedAt
        let milliseconds = max(
            1, ((receipt.durableMicroseconds ?? receipt.gateClosedMicroseconds) + 999) / 1000)
        var text = realm.isLive ? "" : "EXERCISE. "
        text += stop.released ? "WAS STOPPED \(time) (released). " : "STOPPED \(time) in \(milliseconds) ms. "
        if !stop.scopes.contains("all") { text += "Covers \(stop.scopes.joined(separator: ", ")) only. " }
        if stop.widened { text += "Widened: more was stopped than asked. " }
        let accounts = receipt.heldByAccount.count
        let atStop = Int(receipt.heldAtStop)
        func posts(_ count: Int) -> String { "\(count) \(count == 1 ? "post" : "posts")" }
        if atStop > held { text += "\(posts(atStop)) held when it came; of them and later ones still: " }
        text += "\(posts(held)) held on \(accounts) \(accounts == 1 ? "account" : "accounts"). "
        func count(_ outcome: String) -> [StopInterface.InFlightPost] {
            receipt.inFlight.filter { $0.outcome == outcome }
        }
        if !count("sent").isEmpty {
            let links = count("sent").map { $0.link ?? $0.post }.joined(separator: ", ")
            text += "\(count("sent").count) went out (\(links)). "
        }
        let unclear = count("unknown") + count("pending")
        if !unclear.isEmpty {
            text +=
                "\(unclear.count) not known yet (\(unclear.map(\.post).joined(separator: ", "))), see task list. "
        }
        if !count("blocked").isEmpty { text += "\(count("blocked").count) blocked on the way. " }
        text +=
            receipt.outsideOurReach.isEmpty
            ? "Not ours to stop: whatever other tools have scheduled. "
            : "Not ours to stop: \(receipt.outsideOurReach.joined(separator: "; ")). "
        if stop.durability != "durable" { text += "NOT YET ON DISK: \(stop.durability). " }
        if !stop.released { text += "Release: \(receipt.releaseNeeds) " }
        return text + "Receipt unsigned."
    }

    static func describe(_ stop: Stop) -> StopInterface.Stop {
        StopInterface.Stop(
            epoch: stop.engaged.epoch, stopId: stop.engaged.stopID,
            scopes: stop.engaged.scopes.map(\.description),
            category: stop.engaged.category.rawValue, includeCrisisStatements: stop.includeCrisisStatements,
            widened: stop.engaged.widened, reason: stop.engaged.reason, origin: stop.engaged.origin.rawValue,
            engagedAt: stop.engagedAt.rfc3339, engagedBy: stop.engagedBy.name,
            durability: stop.engaged.durability.rawValue, heldCount: stop.engaged.heldCount,
            released: stop.released,
            releasedAt: stop.releasedAt?.rfc3339, releasedBy: stop.releasedBy,
            releaseProposedBy: stop.proposal?.by.name, releaseExpiresAt: stop.proposal?.expiresAt.rfc3339,
            releaseEffectiveAt: stop.proposal?.effectiveAt?.rfc3339
        )
    }
}

extension GateDurability {
    var domain: CrisisModel.Durability {
        switch self {
        case .durable: .durable
        case .untilReboot: .untilReboot
        case .memoryOnly: .memoryOnly
        }
    }
}
