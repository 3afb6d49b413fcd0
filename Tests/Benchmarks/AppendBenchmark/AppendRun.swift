import BenchmarkSupport
import EventLog
import Glibc
import Synchronization

/// Writers in a closed loop: submit, wait until it is durable, again.
struct AppendRun {
    struct Result {
        var eventsPerSecond: Double
        var commitsPerSecond: Double
        var latency: Samples
    }

    var writers: Int
    var eventsPerCall: Int
    var seconds: Int

    /// A semaphore that a closure can carry.
    private final class Answer: @unchecked Sendable {
        private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        private let failed = Atomic<Bool>(false)

        init() { sem_init(semaphore, 0, 0) }

        deinit {
            sem_destroy(semaphore)
            semaphore.deallocate()
        }

        func give(_ isDurable: Bool) {
            if !isDurable { failed.store(true, ordering: .relaxed) }
            sem_post(semaphore)
        }

        /// False when the events are not durable.
        func wait() -> Bool {
            while sem_wait(semaphore) != 0 {}
            return !failed.load(ordering: .relaxed)
        }
    }

    func run(in directory: String) throws(BenchmarkError) -> Result {
        do throws(EventLogError) {
            let log = try EventLog.open(directory: directory, clock: .system())
            let committer = try GroupCommitter(log: log)
            return try measure(committer)
        } catch {
            throw BenchmarkError("the log failed: \(error)")
        }
    }

    private func measure(_ committer: GroupCommitter) throws(EventLogError) -> Result {
        let latencies = Mutex(Samples())
        let failures = Counter()
        let ended = Flag()
        let eventsPerCall = self.eventsPerCall
        let space = TestRecord.Space()
        var workers: [Worker] = []
        for _ in 0..<writers {
            do throws(BenchmarkError) {
                workers.append(
                    try Worker {
                        var own: [Double] = []
                        let answer = Answer()
                        while !ended.isSet {
                            let start = BenchmarkClock.monotonic()
                            guard Self.submit(eventsPerCall, committer, space, answer), answer.wait() else {
                                failures.add()
                                break
                            }
                            own.append(Double(BenchmarkClock.monotonic() - start) / 1_000)
                        }
                        latencies.withLock { all in for value in own { all.append(value) } }
                    })
            } catch {
                failures.add()
            }
        }
        BenchmarkClock.pause(microseconds: 500_000)
        let (start, before) = (BenchmarkClock.monotonic(), committer.statistics)
        BenchmarkClock.pause(microseconds: UInt64(seconds) * 1_000_000)
        let (elapsed, after) = (Double(BenchmarkClock.monotonic() - start) / 1e9, committer.statistics)
        ended.set()
        for worker in workers { worker.join() }
        committer.close()
        guard failures.value == 0 else {
            throw EventLogError(.storeFailed, detail: "\(failures.value) appends failed")
        }
        return Result(
            eventsPerSecond: Double(after.records - before.records) / elapsed,
            commitsPerSecond: Double(after.commits - before.commits) / elapsed,
            latency: latencies.withLock { $0 }
        )
    }

    private static func submit(
        _ events: Int, _ committer: GroupCommitter, _ space: TestRecord.Space, _ answer: Answer
    ) -> Bool {
        do throws(EventLogError) {
            try committer.submit(abandoned: { _ in answer.give(false) }) { batch in
                do throws(EventLogError) {
                    for _ in 0..<events { try TestRecord.append(to: &batch, using: space) }
                } catch {
                    return { _ in answer.give(false) }
                }
                return { result in
                    if case .success = result { answer.give(true) } else { answer.give(false) }
                }
            }
            return true
        } catch {
            return false
        }
    }
}
