import CrisisModel
import Engine

/// The answers to the steps that one call handed to the writer, in the order in which it did. Awaited once, when all
/// are handed over: a task for each would cost more than the commands.
final class PendingAnswers: Sendable {
    typealias Answer = Result<[RecordedEvent], WriterError>

    private struct Content {
        var steps: [[Answer]] = []
        var missing = 0
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let content = Locked(Content())

    /// A place for one step's answers. The closure must be called once, from any thread.
    func expect() -> @Sendable ([Answer]) -> Void {
        let place = content.withLock { content in
            content.steps.append([])
            content.missing += 1
            return content.steps.count - 1
        }
        return { [self] answers in
            let waiting = content.withLock { content -> CheckedContinuation<Void, Never>? in
                content.steps[place] = answers
                content.missing -= 1
                guard content.missing == 0 else { return nil }
                defer { content.waiting = nil }
                return content.waiting
            }
            waiting?.resume()
        }
    }

    /// Every answer, in the order of the commands. Once, by whoever handed them over.
    func all() async -> [Answer] {
        await withCheckedContinuation { continuation in
            let isComplete = content.withLock { content in
                if content.missing > 0 { content.waiting = continuation }
                return content.missing == 0
            }
            if isComplete { continuation.resume() }
        }
        return content.withLock { $0.steps }.flatMap { $0 }
    }
}
