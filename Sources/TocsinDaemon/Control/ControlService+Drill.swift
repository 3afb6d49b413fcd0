import ControlInterface
import CrisisModel
import Varlink
import Engine
import VarlinkServer

/// `org.tocsin.Drill`.
extension ControlService {
    enum DrillLimits {
        /// Lines in one call.
        static let linesMax = 2_000
    }

    func drillHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(DrillInterface.Start.self) { [self] context, call throws(MethodError) in
                    let events = try await submit(
                        .startDrill(
                            name: call.name, scenario: try note("scenario", call.scenario),
                            clockStart: try time("clockStart", call.clockStart)
                        ), context
                    )
                    guard case .drillStarted(let started)? = events.first?.event else { throw .internalError }
                    return .init(drill: started.drill)
                },
                method(DrillInterface.Inject.self) { [self] context, call throws(MethodError) in
                    try await inject(call, context)
                },
                method(DrillInterface.Advance.self) { [self] context, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let time = try time("to", call.to)
                    do throws(WriterError) {
                        return .init(
                            clock: try await drills.advance(realm, to: time, by: actor(context)).rfc3339)
                    } catch {
                        throw answer(error)
                    }
                },
                method(DrillInterface.End.self) { [self] context, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    try await submit(
                        .endDrill(Int64(realm.number), reason: try note("reason", call.reason)), context,
                        realm: realm
                    )
                    return .init()
                },
                method(DrillInterface.List.self) { [self] _, _ throws(MethodError) in
                    .init(
                        drills: published.read { state in
                            state.drills.values.sorted { $0.started.drill < $1.started.drill }.map { drill in
                                DrillInterface.Drill(
                                    drill: drill.started.drill, name: drill.started.name,
                                    scenario: drill.started.scenario, clock: drill.clock.rfc3339,
                                    startedAt: drill.startedAt.rfc3339, ended: drill.ended
                                )
                            }
                        }
                    )
                },
            ]
        )
    }

    private func inject(
        _ call: DrillInterface.Inject.Parameters, _ context: CallContext
    ) async throws(MethodError) -> DrillInterface.Inject.Reply {
        let realm = try realm(call.drill)
        guard call.lines.count <= DrillLimits.linesMax else {
            throw refused(Refusal(.limitReached, "lines: at most \(DrillLimits.linesMax) in one call"))
        }
        do throws(WriterError) {
            let outcome = try await drills.inject(
                call.lines, firstLine: call.firstLine, into: realm, by: actor(context)
            )
            return .init(
                injected: outcome.injected, skipped: outcome.skipped,
                refused: outcome.refused.map {
                    .init(line: $0.line, kind: $0.kind, outcome: "refused", reason: $0.reason)
                },
                clock: published.read { $0.drills[Int64(realm.number)]?.clock.rfc3339 ?? "" }
            )
        } catch {
            throw answer(error)
        }
    }
}
