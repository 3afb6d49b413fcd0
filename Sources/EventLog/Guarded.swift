internal import Glibc

/// A value under a lock: a pthread mutex, which the thread sanitizer understands.
final class Guarded<Value: ~Copyable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    init(_ value: consuming Value) {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        self.value = value
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// The same, once `isReady` says yes; until then the lock is let go of between two signals.
    ///
    /// The value is held only for the length of each call. A wait inside `withLock` would be wrong: whoever holds a
    /// value `inout` may believe that nobody else changes it, and the optimiser does.
    func withLock<Result>(
        once isReady: (inout Value) -> Bool,
        signalledBy condition: borrowing Condition,
        _ body: (inout Value) -> Result
    ) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isReady(&value) { pthread_cond_wait(condition.handle, mutex) }
        return body(&value)
    }
}

/// What a thread waits for under a `Guarded` value.
struct Condition: ~Copyable, @unchecked Sendable {
    let handle: UnsafeMutablePointer<pthread_cond_t>

    init() {
        handle = .allocate(capacity: 1)
        pthread_cond_init(handle, nil)
    }

    deinit {
        pthread_cond_destroy(handle)
        handle.deallocate()
    }

    func signal() { pthread_cond_signal(handle) }

    func broadcast() { pthread_cond_broadcast(handle) }
}
