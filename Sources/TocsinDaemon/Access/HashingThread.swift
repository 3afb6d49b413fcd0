import Glibc

/// One OS thread that does one job after the other. A passphrase's hash takes 50 ms and 32 MB by design: one at a
/// time, and never on a thread that a stop or a call waits for.
final class HashingThread: @unchecked Sendable {
    /// Beyond this the caller is told to come back: nobody waits for minutes.
    static let jobsMax = 32

    typealias Job = @Sendable () -> Void

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let wake: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [Job] = []
    private var isClosed = false

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        wake = .allocate(capacity: 1)
        wake.initialize(to: pthread_cond_t())
        pthread_cond_init(wake, nil)
    }

    deinit {
        pthread_cond_destroy(wake)
        wake.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// The thread holds this object until it is closed.
    func start() {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<HashingThread>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(status == 0, "no thread can be made: error \(status)")
        pthread_detach(thread)
    }

    /// False: too many wait already, or the thread is closed. The job then never runs.
    func submit(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed, jobs.count < Self.jobsMax else { return false }
        jobs.append(job)
        pthread_cond_signal(wake)
        return true
    }

    /// What was accepted is still done; then the thread ends.
    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_signal(wake)
        pthread_mutex_unlock(mutex)
    }

    private func run() {
        while let job = next() { job() }
    }

    private func next() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty {
            if isClosed { return nil }
            pthread_cond_wait(wake, mutex)
        }
        return jobs.removeFirst()
    }
}
