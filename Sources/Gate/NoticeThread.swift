import Synchronization

/// Tells the rest of the process what the stop thread saw. The callbacks may allocate, lock and wait; the stop thread
/// only puts a notice into a ring and posts.
final class NoticeThread: @unchecked Sendable {
    /// Notices that can wait. When more come while a callback hangs they are counted and left out: the stops are in
    /// force and latched, and the gate's table has them.
    static let capacity = 64

    private enum Kind {
        case stop
        case signal(ProcessSignal)
    }

    private struct Entry {
        var kind: Kind
        var notice: StopNotice
    }

    let dropped = Atomic<UInt64>(0)
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    private let work = Semaphore()
    private let done = Semaphore()
    private let isEnding = Atomic<Bool>(false)
    private let entries: LockedPages<Entry>
    private let onStop: @Sendable (StopNotice) -> Void
    private let onSignal: @Sendable (ProcessSignal) -> Void

    init(
        onStop: @escaping @Sendable (StopNotice) -> Void,
        onSignal: @escaping @Sendable (ProcessSignal) -> Void
    ) {
        self.onStop = onStop
        self.onSignal = onSignal
        entries = LockedPages(Entry(kind: .stop, notice: StopNotice(.blank)), count: Self.capacity)
    }

    func start() -> Bool {
        OSThread.start { self.run() }
    }

    /// By the stop thread alone.
    func tell(_ notice: StopNotice) {
        put(.stop) { $0 = notice }
    }

    /// By the stop thread alone.
    func tell(_ signal: ProcessSignal) {
        put(.signal(signal)) { _ in }
    }

    /// What waits is told before the thread ends; false when a callback hangs.
    func end(waitMilliseconds: UInt64) -> Bool {
        isEnding.store(true, ordering: .sequentiallyConsistent)
        work.post()
        return done.wait(milliseconds: waitMilliseconds)
    }

    func lockMemory() -> Bool { entries.lock() }

    private func put(_ kind: Kind, _ fill: (inout StopNotice) -> Void) {
        let place = tail.load(ordering: .relaxed)
        guard place - head.load(ordering: .acquiring) < Self.capacity else {
            dropped.wrappingAdd(1, ordering: .relaxed)
            return
        }
        entries.pointer[place % Self.capacity].kind = kind
        fill(&entries.pointer[place % Self.capacity].notice)
        tail.store(place + 1, ordering: .releasing)
        work.post()
    }

    private func run() {
        while true {
            work.wait()
            var place = head.load(ordering: .relaxed)
            while place < tail.load(ordering: .acquiring) {
                let entry = entries.pointer[place % Self.capacity]
                place += 1
                head.store(place, ordering: .releasing)
                switch entry.kind {
                case .stop: onStop(entry.notice)
                case .signal(let signal): onSignal(signal)
                }
            }
            if isEnding.load(ordering: .sequentiallyConsistent) { break }
        }
        done.post()
    }
}
