import ControlInterface
import CrisisModel
import Rewind
import Varlink
import VarlinkServer

/// Questions to the whole log. They read all of it, so one is answered at a time, on a thread of its own.
extension ControlService {
    func logRewindHandlers() -> [(String, MethodHandler)] {
        [
            method(LogInterface.Why.self) { [self] _, call throws(MethodError) in
                let why = try await ask { source throws(RewindError) in
                    try Why.find(UInt64(max(call.sequence, 0)), in: source)
                }
                return .init(answer: why.json, lines: why.lines)
            },
            method(LogInterface.ProveStop.self) { [self] _, call throws(MethodError) in
                let proof = try await ask { source throws(RewindError) in
                    try StopProof.prove(stop: call.stop, in: RealmSelector(drill: call.drill), of: source)
                }
                return .init(answer: proof.json, lines: proof.lines)
            },
            method(LogInterface.WhatIfStop.self) { [self] _, call throws(MethodError) in
                let question = try question(call)
                let answer = try await ask { source throws(RewindError) in
                    try WhatIf.ask(question, of: source)
                }
                return .init(answer: answer.json, lines: answer.lines)
            },
            method(LogInterface.Indicators.self) { [self] _, call throws(MethodError) in
                let from = try time("from", call.from)
                let to = try time("to", call.to)
                let report = try await ask { source throws(RewindError) in
                    try Indicators.report(
                        from: from, to: to, in: RealmSelector(drill: call.drill), of: source)
                }
                return .init(answer: report.json, lines: report.lines)
            },
        ]
    }

    private func question(_ call: LogInterface.WhatIfStop.Parameters) throws(MethodError) -> WhatIf.Question {
        let moment: Moment
        switch (call.sequence, call.time) {
        case (let sequence?, nil): moment = .sequence(UInt64(max(sequence, 0)))
        case (nil, let text?): moment = .time(try time("time", text))
        default: throw refused(code: "bad-word", "give either a sequence or a time", next: nil)
        }
        let category = try call.category.map { text throws(MethodError) in
            try choice("category", text, CrisisModel.StopCategory.self)
        }
        return WhatIf.Question(
            at: moment, realm: RealmSelector(drill: call.drill), scopes: try scopes(call.scopes ?? []),
            category: category ?? .standard, includeCrisisStatements: call.includeCrisisStatements ?? false)
    }

    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (LogSource) throws(RewindError) -> Answer
    ) async throws(MethodError) -> Answer {
        try refuseDamaged()
        await questions.begin(.whole)
        defer { questions.end(.whole) }
        let source = LogSource(log)
        let result: Result<Answer, RewindError> = await withCheckedContinuation { continuation in
            Thread(name: "tocsin-rewind") {
                do throws(RewindError) {
                    continuation.resume(returning: .success(try question(source)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }.start()
        }
        switch result {
        case .success(let answer): return answer
        case .failure(let error):
            throw refused(code: error.code.rawValue, error.message, next: error.next)
        }
    }

    /// What questions wait for each other about.
    enum QuestionKey: Hashable, Sendable {
        case whole
    }
}
