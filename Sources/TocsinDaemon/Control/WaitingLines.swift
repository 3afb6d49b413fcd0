import CrisisModel
import Engine

/// Lines that the writer has and whose answers are still to come, in order.
struct WaitingLines {
    typealias Answer = Result<[RecordedEvent], WriterError>

    private var lines: [(line: Int64, kind: String, answer: AsyncStream<Answer>)] = []

    mutating func append(
        _ line: Int64, _ kind: String, _ submit: (@escaping @Sendable (Answer) -> Void) -> Void
    ) {
        let (stream, continuation) = AsyncStream<Answer>.makeStream()
        lines.append((line, kind, stream))
        submit { answer in
            continuation.yield(answer)
            continuation.finish()
        }
    }

    /// Until every line is durable or refused.
    mutating func settle(_ outcome: inout DrillRunner.Outcome) async throws(WriterError) {
        let waiting = lines
        lines = []
        for (line, kind, stream) in waiting {
            for await answer in stream {
                switch answer {
                case .success: outcome.injected += 1
                case .failure(.refused(let refusal)): outcome.refused.append((line, kind, refusal.message))
                case .failure(let error): throw error
                }
            }
        }
    }
}
