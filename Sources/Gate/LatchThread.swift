import CStopPath
import Synchronization

/// Writes the disk latch. It may hang in the disk as long as the disk likes: the stop thread never waits for it, and
/// it holds no lock while it writes. It writes the newest table each time, so it has no queue.
final class LatchThread: @unchecked Sendable {
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
    private let isEnding = Atomic<Bool>(false)
    private let table = LockedPages(StopTable())

    init(gate: Gate<Live>, latch: Latch, wakeDescriptor: CInt) {
        self.gate = gate
        self.latch = latch
        self.wakeDescriptor = wakeDescriptor
    }

    func start() -> Bool {
        OSThread.start { self.run() }
    }

    /// What is in the gate's table is to be on disk.
    func request() { work.post() }

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
        while true {
            if failed.load(ordering: .relaxed) == 0 {
                work.wait()
            } else {
                _ = work.wait(milliseconds: Self.retryMilliseconds)
            }
            persist()
            if isEnding.load(ordering: .sequentiallyConsistent) { break }
        }
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
