import ControlInterface
import CrisisModel
import Varlink
import Engine
import EventLog
import Gate
import VarlinkServer

/// `org.tocsin.Service`.
extension ControlService {
    func serviceHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(ServiceInterface.Status.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let now = writer.now
                    return published.read { status(of: realm, in: $0, at: now) }
                },
                method(ServiceInterface.Readiness.self) { [self] _, _ throws(MethodError) in
                    let now = writer.now
                    return published.read { state in
                        Readiness(
                            state: state, access: access, stopHealth: stops.health,
                            channels: access.channelCount, now: now,
                            logDamage: mode.cause?.words ?? logDamage(),
                            keyProblem: keyProblem, authorKeysProblem: keysProblem,
                            checkpointMinutes: access.logKeeping.checkpointMinutes
                        ).reply
                    }
                },
                method(ServiceInterface.Reload.self) { [self] _, _ throws(MethodError) in
                    .init(sequence: try await reload())
                },
                method(ServiceInterface.ConfirmClock.self) { [self] context, _ throws(MethodError) in
                    try await submit(.confirmClock, context)
                    return .init()
                },
                method(ServiceInterface.GetMetrics.self) { [self] _, _ throws(MethodError) in
                    let statistics = writer.statistics
                    let log = try logStatistics()
                    return .init(
                        metrics: published.read { state in
                            [
                                "lastSequence": Int64(state.lastSequence),
                                "commits": Int64(statistics.commits), "records": Int64(statistics.records),
                                "queuedCommands": Int64(statistics.waiting),
                                "posts": Int64(state.live.posts.count),
                                "mentions": state.live.mentionCount,
                                "negativeMentions": state.live.negativeMentionCount,
                                "engagedStops": Int64(state.live.engagedStops.count),
                                "logBytesInUse": Int64(log.pageBytes * log.pagesInUse),
                                "logFileBytes": Int64(log.fileBytes),
                                "logReserveBytes": Int64(log.reserveBytes),
                            ]
                        }
                    )
                },
            ]
        )
    }

    private func logStatistics() throws(MethodError) -> LogStatistics {
        do throws(EventLogError) {
            return try log.statistics()
        } catch {
            throw refused(code: "log-unreadable", "\(error)", next: "tocsinctl log verify")
        }
    }

    private func status(
        of id: RealmID, in state: State, at now: EventTime
    ) -> ServiceInterface.Status.Reply {
        let realm = state.realms[id] ?? RealmState(id: id)
        let headline = StatusLine(
            realm: realm, gateIsOpen: stops.gateIsOpen || !id.isLive, readOnly: mode.cause
        ).text
        let open = realm.tasks.values.filter { $0.doneBy == nil }
        let engaged = realm.engagedStops
        return .init(
            headline: headline,
            publishing: engaged.isEmpty && !realm.clockHeld && stops.gateIsOpen
                && (!id.isLive || stops.nothingIsEngaged),
            version: version,
            organisation: state.settings.organisation,
            clock: (id.isLive ? now : state.drills[Int64(id.number)]?.clock ?? realm.at).rfc3339,
            lastSequence: Int64(state.lastSequence), engagedStops: Int64(engaged.count),
            scheduledPosts: count(realm, .scheduled), heldPosts: count(realm, .held),
            needReview: Int64(realm.reviewCount),
            unknownOutcomes: count(realm, .unknown), nextDueAt: realm.nextDue?.dueAt.rfc3339,
            nextDuePost: realm.nextDue?.post.text, crisisPhase: realm.phase.rawValue,
            openCrises: realm.openCrises.map(\.number), mentions: realm.mentionCount,
            negativeMentions: realm.negativeMentionCount, openTasks: Int64(open.count),
            openAlerts: Int64(realm.alerts.values.count { $0.state != .acknowledged }),
            unconfirmedOutside: Int64(open.count { $0.opened.epoch != nil && $0.opened.post == nil }),
            releaseNotPossible: access.releaseNotPossible(state.settings), clockHeld: realm.clockHeld,
            drills: state.drills.values.filter { !$0.ended }.map(\.started.name).sorted(),
            next: (mode.cause?.next ?? [])
                + NextSteps(realm: realm, releaseNotPossible: access.releaseNotPossible(state.settings))
                .commands
        )
    }

    private func count(_ realm: RealmState, _ state: Post.State) -> Int64 {
        Int64(realm.count(state))
    }
}
