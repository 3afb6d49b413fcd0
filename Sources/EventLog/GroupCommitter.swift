internal import Glibc
internal import Synchronization

/// The one writer: an OS thread that runs jobs in order, each appending to the open batch, and commits the batch when
/// nobody waits any more or it is full. So many waiting commands share one flush.
///
/// Nothing is answered before the batch that held it is durable, a refusal neither: it may rest on a state that a
/// failed commit takes back. After a commit whose outcome is unknown it never commits again. `close` must be called;
/// until then the thread keeps the committer alive.
package final class GroupCommitter: Sendable {
    package enum Lane: Sendable {
        /// A stop: enters the open batch before every waiting command.
        case urgent
        case normal
    }

    /// Called on the writer thread when the batch is durable or has failed; nil when the batch held no event.
    package typealias Completion = @Sendable (Result<CommitReceipt?, EventLogError>) -> Void
    /// Runs on the writer thread. What it appends and what it decides belong together: it rolls back to its mark
    /// when it changes its mind.
    package typealias Job = @Sendable (inout RecordBatch) -> Completion
    /// Called instead, when the job was never run.
    package typealias Abandonment = @Sendable (EventLogError) -> Void

    package struct Limits: Sendable {
        /// Commands waiting in the normal lane.
        package var normalQueueMax = 8_192
        /// Stops waiting; more than a person can press.
        package var urgentQueueMax = 256
        /// A batch that has reached one of these is committed before the next job.
        package var batchRecords = 4_096
        package var batchBytes = 4 << 20

        package init() {}
    }

    /// What the owner does on the writer thread.
    package struct Hooks: Sendable {
        /// A batch is durable; before its completions. The place to fold the published state.
        package var onCommitted: @Sendable (borrowing RecordBatch, CommitReceipt) -> Void
        /// A batch was refused and nothing of it written; after its completions. The decision state holds events
        /// that never were, and is rebuilt here.
        package var onRollback: @Sendable (EventLogError) -> Void
        /// A commit's outcome is unknown; before its completions. The place to close the gate; it must return.
        package var onOutcomeUnknown: @Sendable (EventLogError) -> Void
        /// The same, after everybody has been answered: nothing will be committed any more.
        package var onFatal: @Sendable (EventLogError) -> Void

        package init(
            onCommitted: @escaping @Sendable (borrowing RecordBatch, CommitReceipt) -> Void = { _, _ in },
            onRollback: @escaping @Sendable (EventLogError) -> Void = { _ in },
            onOutcomeUnknown: @escaping @Sendable (EventLogError) -> Void = { _ in },
            onFatal: @escaping @Sendable (EventLogError) -> Void = { _ in }
        ) {
            self.onCommitted = onCommitted
            self.onRollback = onRollback
            self.onOutcomeUnknown = onOutcomeUnknown
            self.onFatal = onFatal
        }
    }

    package struct Statistics: Hashable, Sendable {
        package var commits: UInt64 = 0
        package var records: UInt64 = 0
        package var jobs: UInt64 = 0
        /// Waiting now, in both lanes.
        package var waiting = 0
    }

    private struct Entry {
        let job: Job
        let abandoned: Abandonment
    }

    private struct State {
        var urgent: [Entry] = []
        var normal: [Entry] = []
        /// Of the normal lane, queued or taken by the writer but not yet run.
        var normalWaiting = 0
        var isIdle = false
        var isClosing = false
        var failure: EventLogError?
        var statistics = Statistics()
        var thread: WriterThread?
    }

    private let log: EventLog
    private let limits: Limits
    private let hooks: Hooks
    private let state = Guarded(State())
    private let wake = Condition()
    /// Lets the writer look for stops between two commands without taking the lock.
    private let urgentWaiting = Atomic<Int>(0)

    /// Starts the thread.
    package init(log: EventLog, limits: Limits = Limits(), hooks: Hooks = Hooks()) throws(EventLogError) {
        self.log = log
        self.limits = limits
        self.hooks = hooks
        let thread = try WriterThread.start { self.run() }
        state.withLock { $0.thread = thread }
    }

    /// Hands a job to the writer. Exactly one of these happens: this throws (`.queueFull`, `.closed`,
    /// `.outcomeUnknown`); `abandoned` is called; the job runs and its completion is called.
    package func submit(
        _ lane: Lane = .normal,
        abandoned: @escaping Abandonment,
        _ job: @escaping Job
    ) throws(EventLogError) {
        try enqueue(Entry(job: job, abandoned: abandoned), lane: lane, bounded: true)
    }

    package var statistics: Statistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.waiting = state.normalWaiting + state.urgent.count
            return statistics
        }
    }

    /// Waits until everything submitted before is answered. Not from the writer thread.
    @available(*, noasync)
    package func drain() {
        let reached = Guarded(false)
        let condition = SharedCondition()
        let finish: @Sendable () -> Void = {
            reached.withLock { $0 = true }
            condition.value.broadcast()
        }
        do {
            try enqueue(
                Entry(job: { _ in { _ in finish() } }, abandoned: { _ in finish() }), lane: .normal,
                bounded: false)
        } catch {
            // Closed or failed: whatever waited is being answered by the thread as it ends.
            return
        }
        reached.withLock(once: { $0 }, signalledBy: condition.value) { _ in }
    }

    /// Takes no more jobs, finishes those that wait, and ends the thread. Not from the writer thread.
    @available(*, noasync)
    package func close() {
        let thread = state.withLock { state in
            state.isClosing = true
            defer { state.thread = nil }
            return state.thread
        }
        wake.signal()
        thread?.join()
    }

    private func enqueue(_ entry: Entry, lane: Lane, bounded: Bool) throws(EventLogError) {
        let mustWake = try state.withLock { state throws(EventLogError) in
            if let failure = state.failure { throw failure }
            if state.isClosing { throw EventLogError(.closed) }
            switch lane {
            case .urgent:
                if bounded && state.urgent.count >= limits.urgentQueueMax { throw EventLogError(.queueFull) }
                state.urgent.append(entry)
                urgentWaiting.wrappingAdd(1, ordering: .releasing)
            case .normal:
                if bounded && state.normalWaiting >= limits.normalQueueMax { throw EventLogError(.queueFull) }
                state.normal.append(entry)
                state.normalWaiting += 1
            }
            defer { state.isIdle = false }
            return state.isIdle
        }
        if mustWake { wake.signal() }
    }
}

/// A condition that two closures share.
private final class SharedCondition: Sendable {
    let value = Condition()
}

// MARK: - The writer thread

extension GroupCommitter {
    /// Taken from the queue all at once, so that the lock is not taken for each command.
    private struct Taken {
        var entries: [Entry] = []
        var next = 0

        var isEmpty: Bool { next == entries.count }

        mutating func pop() -> Entry {
            defer { next += 1 }
            return entries[next]
        }

        mutating func fill(from queue: inout [Entry]) {
            entries.removeAll(keepingCapacity: true)
            next = 0
            swap(&entries, &queue)
        }
    }

    private func run() {
        var batch = log.makeBatch()
        var taken = Taken()
        var completions: [Completion] = []
        while waitForWork(taken) {
            log.reopen(&batch)
            completions.removeAll(keepingCapacity: true)
            fillBatch(&batch, from: &taken, completions: &completions)
            do throws(EventLogError) {
                let receipt = try log.commit(batch)
                count(batch, jobs: completions.count)
                if let receipt { hooks.onCommitted(batch, receipt) }
                for completion in completions { completion(.success(receipt)) }
            } catch {
                guard fail(error, completions: completions, taken: &taken) else { return }
            }
        }
    }

    /// False when there is nothing left to do for good.
    private func waitForWork(_ taken: borrowing Taken) -> Bool {
        if !taken.isEmpty { return true }
        return state.withLock(
            once: { state in
                if state.isClosing || !state.urgent.isEmpty || !state.normal.isEmpty { return true }
                state.isIdle = true
                return false
            }, signalledBy: wake
        ) { state in
            state.isIdle = false
            return !(state.urgent.isEmpty && state.normal.isEmpty)
        }
    }

    private func fillBatch(
        _ batch: inout RecordBatch,
        from taken: inout Taken,
        completions: inout [Completion]
    ) {
        var urgent: [Entry] = []
        while batch.count < limits.batchRecords && batch.byteCount < limits.batchBytes {
            if urgentWaiting.load(ordering: .acquiring) > 0 {
                state.withLock { swap(&urgent, &$0.urgent) }
                urgentWaiting.wrappingSubtract(urgent.count, ordering: .relaxed)
                for entry in urgent { completions.append(entry.job(&batch)) }
                urgent.removeAll()
                continue
            }
            if taken.isEmpty {
                state.withLock { state in
                    state.normalWaiting -= taken.entries.count
                    taken.fill(from: &state.normal)
                }
                if taken.isEmpty {
                    if urgentWaiting.load(ordering: .acquiring) > 0 { continue }
                    return
                }
            }
            completions.append(taken.pop().job(&batch))
        }
    }

    private func count(_ batch: borrowing RecordBatch, jobs: Int) {
        let records = UInt64(batch.count)
        state.withLock { state in
            state.statistics.commits += records == 0 ? 0 : 1
            state.statistics.records += records
            state.statistics.jobs += UInt64(jobs)
        }
    }

    /// Answers everybody; true when the log goes on.
    private func fail(_ error: EventLogError, completions: [Completion], taken: inout Taken) -> Bool {
        guard error.code == .outcomeUnknown else {
            for completion in completions { completion(.failure(error)) }
            hooks.onRollback(error)
            return true
        }
        hooks.onOutcomeUnknown(error)
        for completion in completions { completion(.failure(error)) }
        let abandoned = state.withLock { state in
            state.failure = error
            defer {
                state.urgent = []
                state.normal = []
                state.normalWaiting = 0
            }
            return state.urgent + Array(taken.entries[taken.next...]) + state.normal
        }
        for entry in abandoned { entry.abandoned(error) }
        hooks.onFatal(error)
        return false
    }
}
