import CrisisModel
import Engine

/// The answers to many commands that one call handed to the writer, in the order in which it did. Awaited once, when
/// all are handed over: a task for each would cost more than the command.
final class PendingAnswers: Sendable {
    typealias Answer = Result<[RecordedEvent], WriterError>

    private struct Content {
        var answers: [Answer?] = []
        var missing = 0
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let content = Locked(Content())

    /// A place for one answer; the closure must be called once, from any thread.
    func expect() -> @Sendable (Answer) -> Void {
        let place = content.withLock { content in
            content.answers.append(nil)
            content.missing += 1
            return content.answers.count - 1
        }
        return { [self] answer in
            let waiting = content.withLock { content -> CheckedContinuation<Void, Never>? in
                content.answers[place] = answer
                content.missing -= 1
                guard content.missing == 0 else { return nil }
                defer { content.waiting = nil }
                return content.waiting
            }
            waiting?.resume()
        }
    }

    /// Until every answer is there. Once, by whoever handed the commands over.
    func all() async -> [Answer] {
        await withCheckedContinuation { continuation in
            let isComplete = content.withLock { content in
                if content.missing > 0 { content.waiting = continuation }
                return content.missing == 0
            }
            if isComplete { continuation.resume() }
        }
        return content.withLock { $0.answers }.map { $0 ?? .failure(.closed) }
    }
}
