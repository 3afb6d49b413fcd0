import CStopPath
import Glibc

/// Posting never waits and never allocates, so the stop thread may wake others with it.
struct Semaphore: ~Copyable, @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init(_ count: UInt32 = 0) {
        semaphore = .allocate(capacity: 1)
        semaphore.initialize(to: sem_t())
        let status = sem_init(semaphore, 0, count)
        precondition(status == 0, "a semaphore could not be made")
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0 {}
    }

    /// False when the time is over.
    func wait(milliseconds: UInt64) -> Bool {
        tocsin_wait(semaphore, milliseconds) == 0
    }
}
