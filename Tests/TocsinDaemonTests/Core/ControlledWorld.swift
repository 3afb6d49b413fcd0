import CrisisModel
import Synchronization

@testable import TocsinDaemon

/// A world whose clocks stand still until they are moved, both by the same amount. Waits of less than a second are real:
/// what is waited for in them is not the clock.
final class ControlledWorld: Sendable {
    private struct Sleeper {
        var number: Int
        var due: Int64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct Content {
        var now: Int64 = 1_000_000
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var next = 0
    }

    private static let start: Int64 = 1_800_000_000_000_000
    private let content = Mutex(Content())

    var world: World {
        World(
            wallTime: { EventTime(microsecondsSinceEpoch: Self.start + self.now) },
            bootMicroseconds: { self.now }, sleep: { try await self.sleep($0) })
    }

    var now: Int64 { content.withLock { $0.now } }

    /// Both who live by the clock wait for it: the keeper of the log and the poller of mentions.
    var hasSleepers: Bool { content.withLock { $0.sleepers.count >= 2 } }

    func advance(seconds: Int64) {
        let due = content.withLock { content in
            content.now += seconds * 1_000_000
            let due = content.sleepers.filter { $0.due <= content.now }
            content.sleepers.removeAll { $0.due <= content.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    private func sleep(_ duration: Duration) async throws {
        guard duration >= .seconds(1) else { return try await Task.sleep(for: duration) }
        let number = content.withLock { content in
            content.next += 1
            return content.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = content.withLock { content in
                    if content.cancelled.remove(number) != nil { return true }
                    content.sleepers.append(
                        Sleeper(
                            number: number,
                            due: content.now + duration.components.seconds * 1_000_000,
                            continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = content.withLock { content -> Sleeper? in
                guard let index = content.sleepers.firstIndex(where: { $0.number == number }) else {
                    content.cancelled.insert(number)
                    return nil
                }
                return content.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
