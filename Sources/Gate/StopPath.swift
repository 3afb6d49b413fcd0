import CStopPath
import Glibc
import Synchronization

/// The first line of `main`: blocks the signals that the stop path reads, before any other thread exists, so that
/// every later thread has them blocked too. SIGPIPE is ignored.
package func blockSignalsBeforeThreads() -> Bool {
    tocsin_block_signals() == 0
}

/// The way to stop that depends on nothing else: `main` becomes this loop. It reads signals, sentinel files, the stop
/// socket and letters from inside the process, closes the gate, writes the latches and answers.
///
/// After start the thread that runs it allocates nothing, asks no name service, waits for nothing but poll, and takes
/// no lock that another holds across a system call. What may hang is done by others: the disk latch by `LatchThread`,
/// telling the rest of the process by `NoticeThread`.
package final class StopPath: @unchecked Sendable {
    /// Stops that can wait for the disk at once; further ones are answered as they stand.
    static let outstandingMax = 64
    /// New connections taken in one turn, so that a flood of them delays nothing else by much.
    static let acceptsPerTurn = 8
    /// A caller inside the process waits for the disk's time and this much more.
    static let letterMarginMilliseconds: UInt64 = 1_000
    /// How long the end waits for threads that may hang.
    static let endWaitMilliseconds: UInt64 = 2_000

    let gate: Gate<Live>
    let configuration: StopPathConfiguration
    let runtimeLatch: Latch?
    let latchThread: LatchThread?
    let noticeThread: NoticeThread
    let mailbox: Mailbox
    let sentinels: SentinelWatch
    let connections = ConnectionTable()
    let outstanding = LockedPages(Outstanding(), count: outstandingMax)
    var outstandingCount = 0

    let signalDescriptor: CInt
    let wakeDescriptor: CInt
    let listener: CInt
    /// Given up for a moment when the process has no descriptor left for a connection.
    var spareDescriptor: CInt
    let polls = LockedPages(pollfd(), count: 4 + ConnectionTable.capacity)

    private let runtimeTable = LockedPages(StopTable())
    private let runtimeVersion = Atomic<UInt64>(0)
    private let runtimeErrno = Atomic<Int32>(0)
    /// The version that the latches were last asked to hold.
    private var requestedVersion: UInt64 = 0
    /// The loop's thread goes before all others. By that thread alone.
    private(set) var isRealTime = false
    private let turned = Atomic<UInt64>(0)
    private let isEnding = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)
    private let lockedMemory = Atomic<UInt8>(0)

    /// Honours sentinels that are there already, before it listens anywhere. The callbacks run on a thread of their
    /// own, one at a time.
    package init(
        configuration: StopPathConfiguration, gate: Gate<Live>, latches: LatchPair,
        onStop: @escaping @Sendable (StopNotice) -> Void,
        onSignal: @escaping @Sendable (ProcessSignal) -> Void
    ) throws(StopPathError) {
        self.gate = gate
        self.configuration = configuration
        runtimeLatch = latches.runtime
        wakeDescriptor = tocsin_event_descriptor()
        guard wakeDescriptor >= 0 else { throw StopPathError(.wakeUp, errno: errno) }
        latchThread = latches.disk.map { [wakeDescriptor] in
            LatchThread(gate: gate, latch: $0, wakeDescriptor: wakeDescriptor)
        }
        noticeThread = NoticeThread(onStop: onStop, onSignal: onSignal)
        mailbox = Mailbox(wakeDescriptor: wakeDescriptor)
        sentinels = try SentinelWatch(directories: configuration.sentinelDirectories)
        signalDescriptor = tocsin_signal_descriptor()
        guard signalDescriptor >= 0 else { throw StopPathError(.signals, errno: errno) }
        switch configuration.listener {
        case .none: listener = -1
        case .path(let path): listener = tocsin_listen(path, 0o660)
        case .descriptor(let descriptor):
            listener = tocsin_set_nonblocking(descriptor) == 0 ? descriptor : -1
        }
        if case .none = configuration.listener {
        } else if listener < 0 {
            throw StopPathError(.socket, errno: errno)
        }
        spareDescriptor = dup(wakeDescriptor)
        guard latchThread?.start() ?? true, noticeThread.start() else {
            throw StopPathError(.thread, errno: EAGAIN)
        }
        honourPresentSentinels(at: .now())
        writeLatches()
    }

    deinit {
        for index in 0..<ConnectionTable.capacity { connections.end(index) }
        for descriptor in [signalDescriptor, wakeDescriptor, listener, spareDescriptor] where descriptor >= 0
        {
            close(descriptor)
        }
    }

    // MARK: The loop

    /// On the main thread, until `requestEnd`.
    package func run() {
        rehearse()
        lockMemory()
        isRealTime = tocsin_is_real_time() == 1
        while !isEnding.load(ordering: .sequentiallyConsistent) { turn() }
        finishOutstanding()
        hasEnded.store(true, ordering: .sequentiallyConsistent)
        _ = noticeThread.end(waitMilliseconds: Self.endWaitMilliseconds)
        _ = latchThread?.end(waitMilliseconds: Self.endWaitMilliseconds)
    }

    /// One wait and what came of it. Whatever can be a stop is looked at first.
    func turn() {
        let count = preparePolls()
        let ready = poll(polls.pointer, nfds_t(count), timeoutMilliseconds(at: Clocks.monotonicNanoseconds()))
        let now = Moment.now()
        turned.store(now.nanoseconds, ordering: .relaxed)
        if ready > 0 {
            if polls.pointer[0].revents != 0 { readSignals(at: now) }
            if polls.pointer[2].revents != 0 { acceptConnections(at: now) }
            for index in 0..<ConnectionTable.capacity where polls.pointer[4 + index].revents != 0 {
                serve(index, at: now)
            }
            if polls.pointer[1].revents != 0 { readSentinels(at: now) }
            if polls.pointer[3].revents != 0 {
                tocsin_event_clear(wakeDescriptor)
                readLetters(at: now)
                if runtimeVersion.load(ordering: .relaxed) != gate.version { writeRuntimeLatch() }
                sentinels.watch()
                honourPresentSentinels(at: now)
            }
        }
        endIdleConnections(at: now.nanoseconds)
        gate.transfers.endGrace(at: now.nanoseconds)
        if gate.version != requestedVersion { writeLatches() }
        settle(at: Clocks.monotonicNanoseconds())
    }

    private func preparePolls() -> Int {
        polls.pointer[0] = pollfd(fd: signalDescriptor, events: Int16(POLLIN), revents: 0)
        polls.pointer[1] = pollfd(fd: sentinels.descriptor, events: Int16(POLLIN), revents: 0)
        polls.pointer[2] = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        polls.pointer[3] = pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)
        for index in 0..<ConnectionTable.capacity {
            let isPolled: Bool
            let events: Int16
            switch connections[index].phase {
            case .free, .waiting: (isPolled, events) = (false, 0)
            case .reading: (isPolled, events) = (true, Int16(POLLIN))
            case .writing: (isPolled, events) = (true, Int16(POLLOUT))
            }
            polls.pointer[4 + index] = pollfd(
                fd: isPolled ? connections[index].descriptor : -1, events: events, revents: 0)
        }
        return 4 + ConnectionTable.capacity
    }

    /// -1 when nothing is due: an idle daemon is not woken.
    private func timeoutMilliseconds(at now: UInt64) -> CInt {
        var due = gate.transfers.nextDeadline() ?? UInt64.max
        for index in 0..<ConnectionTable.capacity {
            switch connections[index].phase {
            case .reading, .writing: due = min(due, connections[index].deadline)
            case .free, .waiting: continue
            }
        }
        if outstandingCount > 0 {
            for index in 0..<Self.outstandingMax where outstanding.pointer[index].isUsed {
                due = min(due, outstanding.pointer[index].deadline)
            }
        }
        guard due != UInt64.max else { return -1 }
        return due <= now ? 0 : CInt(min((due - now) / 1_000_000 + 1, 60_000))
    }

    // MARK: Latches

    /// The runtime latch at once, the disk latch by its thread.
    func writeLatches() {
        requestedVersion = writeRuntimeLatch()
        latchThread?.request()
    }

    /// A failure is no reason to stop trying: the stop is in force, and the next turn that something wakes tries again.
    @discardableResult
    private func writeRuntimeLatch() -> UInt64 {
        let version = gate.snapshot(into: runtimeTable.pointer)
        guard let runtimeLatch else { return version }
        do throws(LatchError) {
            try runtimeLatch.write(runtimeTable.pointer)
            runtimeVersion.store(version, ordering: .sequentiallyConsistent)
        } catch {
            runtimeErrno.store(error.errno, ordering: .relaxed)
        }
        return version
    }

    func durability(of version: UInt64) -> Durability {
        if let latchThread, latchThread.persisted.load(ordering: .sequentiallyConsistent) >= version {
            return .durable
        }
        return runtimeVersion.load(ordering: .relaxed) >= version ? .untilReboot : .memoryOnly
    }

    /// True when there is nothing to wait for.
    func isDecided(_ version: UInt64) -> Bool {
        latchThread?.isDecided(version) ?? true
    }

    // MARK: From other threads

    /// By any thread but the stop thread: engages a stop and waits for its answer, three seconds as a rule and six
    /// at most. When the stop thread does not answer the gate is closed from here.
    package func engage(_ request: StopRequest) -> StopAnswer {
        let received = Moment.now()
        let wait = configuration.diskWaitMilliseconds + Self.letterMarginMilliseconds
        if !hasEnded.load(ordering: .sequentiallyConsistent),
            let answer = mailbox.send(request, waitMilliseconds: wait)
        {
            return answer
        }
        let outcome: EngageOutcome =
            if let record = gate.table().record(id: request.id) {
                .engaged(
                    Engagement(
                        record: record, version: gate.version, unmatchedScopes: 0,
                        closedAtMicroseconds: record.engagedAt, closedAtNanoseconds: received.nanoseconds))
            } else {
                gate.engage(request)
            }
        tocsin_event_raise(wakeDescriptor)
        return StopAnswer(outcome, request: request, received: received)
    }

    /// The same for tasks, which must not wait in a thread of the shared pool.
    package func engageOnOwnThread(_ request: StopRequest) async -> StopAnswer {
        await withCheckedContinuation { continuation in
            let started = OSThread.start { continuation.resume(returning: self.engage(request)) }
            if !started { continuation.resume(returning: self.engage(request)) }
        }
    }

    /// The gate's table has changed by a release, a lowering or the opening: the latches follow.
    package func persistLatches() { tocsin_event_raise(wakeDescriptor) }

    package func requestEnd() {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        tocsin_event_raise(wakeDescriptor)
    }

    /// Makes the loop turn once; `health.lastTurn` tells whether it did.
    package func probe() { tocsin_event_raise(wakeDescriptor) }

    /// When the stop that the sentinel was is durable in the log. False when the file is still there.
    package func removeSentinel(_ notice: StopNotice) -> Bool {
        guard let directory = notice.sentinelDirectory else { return true }
        return sentinels.remove(directory)
    }

    package var health: StopPathHealth {
        let locked = lockedMemory.load(ordering: .relaxed)
        let version = gate.version
        return StopPathHealth(
            lastTurn: turned.load(ordering: .relaxed), isCodeLocked: locked & 1 != 0,
            isStackLocked: locked & 2 != 0,
            isStateLocked: locked & 4 != 0,
            isRuntimeLatchCurrent: runtimeVersion.load(ordering: .relaxed) >= version,
            isDiskLatchCurrent: (latchThread?.persisted.load(ordering: .relaxed)).map { $0 >= version }
                ?? false,
            runtimeErrno: runtimeErrno.load(ordering: .relaxed),
            diskErrno: latchThread?.failedErrno.load(ordering: .relaxed) ?? 0,
            watchedDirectories: sentinels.watchedCount,
            droppedNotices: noticeThread.dropped.load(ordering: .relaxed))
    }

    /// The state first: it is small, and the limit may not do for the code as well.
    private func lockMemory() {
        var isStateLocked = gate.lockMemory() && connections.lockMemory() && mailbox.lockMemory()
        isStateLocked =
            isStateLocked && noticeThread.lockMemory() && outstanding.lock() && runtimeTable.lock()
        isStateLocked = isStateLocked && polls.lock() && (latchThread?.lockMemory() ?? true)
        isStateLocked = isStateLocked && (runtimeLatch?.lockMemory() ?? true)
        let stack: UInt8 = tocsin_lock_stack(256 * 1024) >= 0 ? 2 : 0
        let code: UInt8 = tocsin_lock_program() >= 0 ? 1 : 0
        lockedMemory.store(code | stack | (isStateLocked ? 4 : 0), ordering: .relaxed)
    }
}
