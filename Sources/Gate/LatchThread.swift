import CStopPath
import Synchronization

/// Writes the disk latch. It may hang in the disk as long as the disk likes: the stop thread never waits for it, and
/// it holds no lock while it writes. It writes the newest table each time, so it has no queue.
final class LatchThread: @unchecked Sendable {
    private final class TurnLock: Sendable {
        let lock = PriorityLock()
    }

    /// A flush that is this slow is no longer waited for.
    static let lendMilliseconds: UInt64 = 10
    /// A failed write is tried again after this time.
    private static let retryMilliseconds: UInt64 = 1_000

    /// The newest version of the table that is on disk.
    let persisted = Atomic<UInt64>(0)
    let persistedAtMicroseconds = Atomic<UInt64>(0)
    let persistedAtNanoseconds = Atomic<UInt64>(0)
    /// The version whose last write failed, 0 when the last one went well.
    let failed = Atomic<UInt64>(0)
    let failedErrno = Atomic<Int32>(0)

    private let gate: Gate<Live>
    private let latch: Latch
    private let wakeDescriptor: CInt
    private let work = Semaphore()
    private let done = Semaphore()
    private let isReady = Semaphore()
    private let isEnding = Atomic<Bool>(false)
    private let table = LockedPages(StopTable())
    /// This thread always holds one of them, and changes to the other after each write.
    private let turns = [TurnLock(), TurnLock()]
    private let heldTurn = Atomic<Int>(0)
    /// What was on disk when a flush was too slow to wait for. By the stop thread alone.
    private var slowAt = UInt64.max

    init(gate: Gate<Live>, latch: Latch, wakeDescriptor: CInt) {
        self.gate = gate
        self.latch = latch
        self.wakeDescriptor = wakeDescriptor
    }

    func start() -> Bool {
        guard OSThread.start({ self.run() }) else { return false }
        isReady.wait()
        return true
    }

    /// What is in the gate's table is to be on disk.
    func request() { work.post() }

    /// By the stop thread, when it has a real-time policy and this thread has not: whoever waits for a lock that
    /// inherits priority lends his own to its holder. Beside busy processors the flush would otherwise wait for its
    /// share of them, many times its own length. This is the one wait of the stop thread. It is bounded, and a disk
    /// that has been too slow once is not waited for again before it has written something.
    func lendPriority(until version: UInt64, milliseconds: UInt64 = lendMilliseconds) {
        let written = persisted.load(ordering: .sequentiallyConsistent)
        guard written != slowAt else { return }
        // One write may be ending for an older table, and the lock change hands before the right one begins.
        for _ in 0..<4 {
            if isDecided(version) { return }
            let turn = turns[heldTurn.load(ordering: .sequentiallyConsistent)]
            guard turn.lock.acquire(milliseconds: milliseconds) else {
                slowAt = written
                return
            }
            turn.lock.release()
        }
    }

    /// True when the version is on disk, or its write has failed.
    func isDecided(_ version: UInt64) -> Bool {
        persisted.load(ordering: .sequentiallyConsistent) >= version
            || failed.load(ordering: .sequentiallyConsistent) >= version
    }

    /// False when a write hangs; the thread then ends with the process.
    func end(waitMilliseconds: UInt64) -> Bool {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        work.post()
        return done.wait(milliseconds: waitMilliseconds)
    }

    func lockMemory() -> Bool {
        let own = table.lock()
        return latch.lockMemory() && own
    }

    private func run() {
        turns[0].lock.acquire()
        isReady.post()
        var held = 0
        while true {
            if failed.load(ordering: .relaxed) == 0 {
                work.wait()
            } else {
                _ = work.wait(milliseconds: Self.retryMilliseconds)
            }
            persist()
            turns[1 - held].lock.acquire()
            heldTurn.store(1 - held, ordering: .sequentiallyConsistent)
            turns[held].lock.release()
            held = 1 - held
            if isEnding.load(ordering: .sequentiallyConsistent) { break }
        }
        // What was asked for during the last write.
        persist()
        turns[held].lock.release()
        done.post()
    }

    private func persist() {
        let version = gate.snapshot(into: table.pointer)
        let isFailing = failed.load(ordering: .relaxed) != 0
        guard isFailing || version != persisted.load(ordering: .relaxed) else { return }
        do throws(LatchError) {
            try latch.write(table.pointer)
            persistedAtMicroseconds.store(Clocks.wallMicroseconds(), ordering: .relaxed)
            persistedAtNanoseconds.store(Clocks.monotonicNanoseconds(), ordering: .relaxed)
            failedErrno.store(0, ordering: .relaxed)
            failed.store(0, ordering: .relaxed)
            persisted.store(version, ordering: .sequentiallyConsistent)
        } catch {
            failedErrno.store(error.errno, ordering: .relaxed)
            failed.store(version, ordering: .sequentiallyConsistent)
        }
        tocsin_event_raise(wakeDescriptor)
    }
}
