import CStopPath
import Glibc

/// A lock for a few memory accesses. It inherits priority: a spin lock would hang the machine's one real-time thread
/// for ever when it spins on the processor that the holder needs, and an ordinary mutex would let it wait behind
/// whatever else runs there.
///
/// It must never be held across anything that can block. The one system call made under one is shutdown(2), which
/// does not wait.
struct PriorityLock: ~Copyable, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_setprotocol(&attributes, CInt(PTHREAD_PRIO_INHERIT))
        let status = pthread_mutex_init(mutex, &attributes)
        precondition(status == 0, "a mutex could not be made")
        pthread_mutexattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// For the latch thread's turn alone: see `LatchThread.lendPriority`.
    func acquire() {
        let locked = pthread_mutex_lock(mutex)
        precondition(locked == 0, "a lock was taken twice")
    }

    func release() { pthread_mutex_unlock(mutex) }

    /// False when the time is over.
    func acquire(milliseconds: UInt64) -> Bool { tocsin_lock_within(mutex, milliseconds) == 0 }

    func withLock<Result>(_ body: () -> Result) -> Result {
        acquire()
        defer { release() }
        return body()
    }
}
