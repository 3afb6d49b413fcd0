import Glibc

/// What a task came to, for the one thread that waits for it. The main thread's loop ends a moment before the task
/// that ran the daemon has said why; without waiting, a start that failed would exit with 0.
final class Outcome<Value: Sendable>: @unchecked Sendable {
    private let value = Locked<Value?>(nil)
    private let given: UnsafeMutablePointer<sem_t>

    init() {
        given = .allocate(capacity: 1)
        given.initialize(to: sem_t())
        sem_init(given, 0, 0)
    }

    deinit {
        sem_destroy(given)
        given.deallocate()
    }

    func give(_ result: Value) {
        value.withLock { $0 = result }
        sem_post(given)
    }

    /// By one thread, once.
    func wait() -> Value {
        while true {
            while sem_wait(given) != 0 {}
            if let result = value.withLock({ $0 }) { return result }
        }
    }
}
