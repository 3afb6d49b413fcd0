import ControlInterface
import CrisisModel
import Varlink
import Engine
import VarlinkServer

/// `org.tocsin.Crisis`.
extension ControlService {
    func crisisHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(CrisisInterface.Declare.self) { [self] context, call throws(MethodError) in
                    let events = try await submit(
                        .declareCrisis(reason: try note("reason", call.reason)), context,
                        realm: try realm(call.drill)
                    )
                    guard case .crisisDeclared(let declared)? = events.first?.event else {
                        throw .internalError
                    }
                    return .init(crisis: declared.crisis)
                },
                method(CrisisInterface.Dismiss.self) { [self] context, call throws(MethodError) in
                    try await dismiss(call, context)
                },
                method(CrisisInterface.Close.self) { [self] context, call throws(MethodError) in
                    try await submit(
                        .closeCrisis(call.crisis, reason: try note("reason", call.reason)), context,
                        realm: try realm(call.drill)
                    )
                    return .init()
                },
                method(CrisisInterface.List.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    return .init(
                        crises: published.read { state in
                            guard let realm = state.realms[realm] else { return [] }
                            return realm.crises.values.sorted { $0.number < $1.number }.map {
                                Self.describeCrisis($0, realm)
                            }
                        }
                    )
                },
                method(CrisisInterface.Show.self) { [self] _, call throws(MethodError) in
                    try show(call.crisis, try realm(call.drill))
                },
            ]
        )
    }

    private func dismiss(
        _ call: CrisisInterface.Dismiss.Parameters, _ context: CallContext
    ) async throws(MethodError) -> CrisisInterface.Dismiss.Reply {
        let realm = try realm(call.drill)
        let verdict = try choice("verdict", call.verdict, Verdict.self)
        guard call.confirm else {
            // Nothing happens yet: the person sees what would.
            let at =
                realm.isLive ? writer.now : published.read { $0.drills[Int64(realm.number)]?.clock ?? .zero }
            let outcome = published.read { state in
                state.realms[realm].map {
                    Engine(state: state).dismissalOutcome(of: call.crisis, in: $0, at: at)
                }
            }
            return .init(
                dismissed: false, returning: verdict == .false ? (outcome?.returning ?? []).map(\.text) : [],
                missed: verdict == .false ? (outcome?.missed ?? []).map(\.text) : []
            )
        }
        let events = try await submit(
            .dismissCrisis(call.crisis, verdict, note: try note("note", call.note)), context, realm: realm
        )
        var reply = CrisisInterface.Dismiss.Reply(dismissed: true, returning: [], missed: [])
        for event in events {
            switch event.event {
            case .postReturned(let returned): reply.returning += returned.posts.map(\.text)
            case .postMissed(let missed): reply.missed += missed.posts.map(\.text)
            default: break
            }
        }
        return reply
    }

    private func show(_ number: Int64, _ realm: RealmID) throws(MethodError) -> CrisisInterface.Show.Reply {
        let found = published.read { state -> (Crisis, CrisisInterface.Crisis, [String], [String])? in
            guard let realm = state.realms[realm], let crisis = realm.crises[number] else { return nil }
            let held = realm.posts.open.values.filter { $0.holdCrisis == number && $0.state == .held }
            let alerts = realm.alerts.values.filter {
                $0.raised.subject.hasPrefix("Crisis suspected") && $0.raisedAt == crisis.suspectedAt
            }
            return (
                crisis, Self.describeCrisis(crisis, realm), held.map(\.id.text).sorted(),
                alerts.sorted { $0.raised.alert < $1.raised.alert }.map {
                    "alert \($0.raised.alert): \($0.state.rawValue)"
                }
            )
        }
        guard let (crisis, described, held, alerts) = found else {
            throw refused(
                Refusal(.unknownCrisis, "there is no crisis \(number)", next: "tocsinctl crisis list"))
        }
        var reply = CrisisInterface.Show.Reply(
            crisis: described, explanation: "Declared by \(crisis.declaredBy ?? "a person"); no rule fired.",
            evidence: [], heldPosts: held, alerts: alerts
        )
        guard let sequence = crisis.detection,
            case .detectionFired(let fired)? = event(UInt64(sequence))?.event
        else {
            return reply
        }
        reply.windowStart = fired.windowStart.rfc3339
        reply.windowEnd = fired.windowEnd.rfc3339
        reply.count = fired.count
        reply.authors = fired.authors
        reply.threshold = fired.threshold
        reply.explanation =
            "Rule \(fired.rule) (version \(fired.version)) counted \(fired.count) mentions by \(fired.authors) authors "
            + "from \(fired.windowStart.rfc3339) to \(fired.windowEnd.rfc3339); it fires at \(fired.threshold)."
            + (fired.late ? " The mentions arrived late." : "") + " Event \(sequence)."
        // The most telling ones: the most negative first.
        let mentions = fired.mentions.compactMap { mention(UInt64($0)) }
        reply.evidence = mentions.sorted { ($0.valence ?? 0, $0.sequence) < ($1.valence ?? 0, $1.sequence) }
            .prefix(10)
            .map {
                .init(
                    sequence: $0.sequence, author: $0.author, text: $0.text, occurredAt: $0.occurredAt,
                    valence: $0.valence ?? 0
                )
            }
        return reply
    }

    private static func describeCrisis(_ crisis: Crisis, _ realm: RealmState) -> CrisisInterface.Crisis {
        CrisisInterface.Crisis(
            crisis: crisis.number, phase: crisis.phase.rawValue, rule: crisis.rule?.text,
            suspectedAt: crisis.suspectedAt?.rfc3339, declaredAt: crisis.declaredAt?.rfc3339,
            declaredBy: crisis.declaredBy, endedAt: crisis.endedAt?.rfc3339, ended: crisis.ended,
            heldPosts: Int64(
                realm.posts.open.values.count { $0.holdCrisis == crisis.number && $0.state == .held }),
            reason: crisis.reason
        )
    }
}
