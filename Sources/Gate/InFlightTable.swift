import Glibc

/// The connections of publishing requests under way, so that a stop can end them from its own thread even when the
/// thread that owns them hangs.
///
/// A descriptor's number is given again by the kernel as soon as it is closed. So its owner calls `finish` first:
/// shutdown(2) happens under the lock that `finish` takes, and never on a number that may belong to somebody else.
/// The lock covers memory accesses and shutdown alone, which does not wait; closing happens outside.
final class InFlightTable: @unchecked Sendable {
    /// More transfers than this at once are refused.
    static let capacity = 256
    /// What is fully sent when a stop comes has this long to be answered.
    static let graceNanoseconds: UInt64 = 5_000_000_000

    private struct Entry {
        var facts: PostFacts
        var descriptor: CInt = -1
        var generation: UInt32 = 0
        var isUsed = false
        var isFullySent = false
        var cutBy: UInt64 = 0
        var graceFor: UInt64 = 0
        var graceEnds: UInt64 = 0
    }

    private struct State {
        var entries: InlineArray<256, Entry>
        var usedCount = 0
        var waitingCount = 0
    }

    private let lock = PriorityLock()
    private let pages: LockedPages<State>
    private var state: UnsafeMutablePointer<State> { pages.pointer }

    init() {
        let nobody = PostFacts(
            post: 0, network: ScopeName(), account: ScopeName(), postClass: .routine,
            textHash: TextHash(words: (0, 0, 0, 0)))
        pages = LockedPages(State(entries: InlineArray(repeating: Entry(facts: nobody))))
    }

    func lockMemory() -> Bool { pages.lock() }

    /// Nil when the table is full: the request must not be sent.
    func register(_ facts: PostFacts, descriptor: CInt) -> InFlightSlot? {
        lock.withLock {
            for index in 0..<Self.capacity where !state.pointee.entries[index].isUsed {
                let generation = state.pointee.entries[index].generation &+ 1
                state.pointee.entries[index] = Entry(
                    facts: facts, descriptor: descriptor, generation: generation, isUsed: true)
                state.pointee.usedCount += 1
                return InFlightSlot(index: index, generation: generation)
            }
            return nil
        }
    }

    func markFullySent(_ slot: InFlightSlot) {
        lock.withLock {
            if isCurrent(slot) { state.pointee.entries[slot.index].isFullySent = true }
        }
    }

    func finish(_ slot: InFlightSlot) -> InFlightEnd {
        lock.withLock {
            guard isCurrent(slot) else { return .undisturbed }
            if state.pointee.entries[slot.index].graceEnds != 0 { state.pointee.waitingCount -= 1 }
            state.pointee.entries[slot.index].isUsed = false
            state.pointee.entries[slot.index].descriptor = -1
            state.pointee.usedCount -= 1
            let epoch = state.pointee.entries[slot.index].cutBy
            return epoch == 0 ? .undisturbed : .cut(by: epoch)
        }
    }

    /// Ends what the stop covers, as its category says.
    func interrupt(for stop: StopRecord, at now: UInt64) {
        lock.withLock {
            guard state.pointee.usedCount > 0, stop.category != .letFinish else { return }
            for index in 0..<Self.capacity {
                guard state.pointee.entries[index].isUsed, stop.holds(state.pointee.entries[index].facts)
                else {
                    continue
                }
                if stop.category == .cut || !state.pointee.entries[index].isFullySent {
                    cut(index, by: stop.epoch)
                } else if state.pointee.entries[index].graceEnds == 0, state.pointee.entries[index].cutBy == 0
                {
                    state.pointee.entries[index].graceEnds = now + Self.graceNanoseconds
                    state.pointee.entries[index].graceFor = stop.epoch
                    state.pointee.waitingCount += 1
                }
            }
        }
    }

    /// The moment at which the next grace ends, nil when nothing waits.
    func nextDeadline() -> UInt64? {
        lock.withLock {
            guard state.pointee.waitingCount > 0 else { return nil }
            var earliest = UInt64.max
            for index in 0..<Self.capacity {
                guard state.pointee.entries[index].isUsed, state.pointee.entries[index].graceEnds != 0 else {
                    continue
                }
                earliest = min(earliest, state.pointee.entries[index].graceEnds)
            }
            return earliest
        }
    }

    func endGrace(at now: UInt64) {
        lock.withLock {
            guard state.pointee.waitingCount > 0 else { return }
            for index in 0..<Self.capacity {
                guard state.pointee.entries[index].isUsed, state.pointee.entries[index].graceEnds != 0,
                    state.pointee.entries[index].graceEnds <= now
                else { continue }
                cut(index, by: state.pointee.entries[index].graceFor)
            }
        }
    }

    /// Allocates; not for the stop thread.
    func transfers() -> [InFlightTransfer] {
        var found: [InFlightTransfer] = []
        found.reserveCapacity(Self.capacity)
        lock.withLock {
            for index in 0..<Self.capacity where state.pointee.entries[index].isUsed {
                let entry = state.pointee.entries[index]
                found.append(
                    InFlightTransfer(
                        facts: entry.facts, isFullySent: entry.isFullySent,
                        cutBy: entry.cutBy == 0 ? nil : entry.cutBy))
            }
        }
        return found
    }

    private func isCurrent(_ slot: InFlightSlot) -> Bool {
        state.pointee.entries[slot.index].isUsed
            && state.pointee.entries[slot.index].generation == slot.generation
    }

    private func cut(_ index: Int, by epoch: UInt64) {
        if state.pointee.entries[index].graceEnds != 0 {
            state.pointee.entries[index].graceEnds = 0
            state.pointee.waitingCount -= 1
        }
        if state.pointee.entries[index].cutBy == 0 { state.pointee.entries[index].cutBy = epoch }
        shutdown(state.pointee.entries[index].descriptor, CInt(SHUT_RDWR))
    }
}
