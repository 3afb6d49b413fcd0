/// Lets one caller a key through at a time, in the order of arrival.
final class TurnTaker<Key: Hashable & Sendable>: Sendable {
    private struct Queue {
        var isBusy = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let queues = Locked<[Key: Queue]>([:])

    func begin(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let mayGo = queues.withLock { queues in
                if queues[key, default: Queue()].isBusy {
                    queues[key, default: Queue()].waiting.append(continuation)
                    return false
                }
                queues[key, default: Queue()].isBusy = true
                return true
            }
            if mayGo { continuation.resume() }
        }
    }

    func end(_ key: Key) {
        let next = queues.withLock { queues -> CheckedContinuation<Void, Never>? in
            guard queues[key]?.waiting.isEmpty == false else {
                queues[key] = nil
                return nil
            }
            return queues[key]?.waiting.removeFirst()
        }
        next?.resume()
    }
}
