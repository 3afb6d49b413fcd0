import CStopPath
import Synchronization

/// Stops that come from inside the process, from the control socket above all, on their way to the stop thread and
/// back. Slots are made before they are needed; a caller that finds none waits for one.
final class Mailbox: @unchecked Sendable {
    /// Callers that can wait for an answer at once.
    static let capacity = 16

    private enum State {
        static var free: UInt8 { 0 }
        static var claimed: UInt8 { 1 }
        static var posted: UInt8 { 2 }
        static var taken: UInt8 { 3 }
        static var answered: UInt8 { 4 }
        static var abandoned: UInt8 { 5 }
    }

    private struct Letter {
        var request: StopRequest
        var answer: StopAnswer
    }

    private final class Slot {
        let state = Atomic<UInt8>(0)
        let answered = Semaphore()
    }

    private let slots: [Slot]
    private let letters: LockedPages<Letter>
    private let free = Semaphore(UInt32(capacity))
    private let wakeDescriptor: CInt

    init(wakeDescriptor: CInt) {
        self.wakeDescriptor = wakeDescriptor
        slots = (0..<Self.capacity).map { _ in Slot() }
        let nobody = StopRequest(id: StopID(high: 0, low: 0), actor: StopActor(origin: .control))
        letters = LockedPages(Letter(request: nobody, answer: .blank), count: Self.capacity)
    }

    func lockMemory() -> Bool { letters.lock() }

    /// By any thread but the stop thread. Nil when no answer came in time: the stop may be engaged all the same.
    func send(_ request: StopRequest, waitMilliseconds: UInt64) -> StopAnswer? {
        guard free.wait(milliseconds: waitMilliseconds), let index = claim() else { return nil }
        let slot = slots[index]
        letters.pointer[index].request = request
        slot.state.store(State.posted, ordering: .sequentiallyConsistent)
        tocsin_event_raise(wakeDescriptor)
        if !slot.answered.wait(milliseconds: waitMilliseconds) {
            if change(slot, from: State.posted, to: State.free) {
                free.post()
                return nil
            }
            // It was read and is not answered: the stop thread frees the slot when it is.
            if change(slot, from: State.taken, to: State.abandoned) { return nil }
            slot.answered.wait()
        }
        let answer = letters.pointer[index].answer
        slot.state.store(State.free, ordering: .sequentiallyConsistent)
        free.post()
        return answer
    }

    private func claim() -> Int? {
        slots.firstIndex { change($0, from: State.free, to: State.claimed) }
    }

    private func change(_ slot: Slot, from old: UInt8, to new: UInt8) -> Bool {
        slot.state.compareExchange(expected: old, desired: new, ordering: .sequentiallyConsistent).exchanged
    }

    /// By the stop thread. True when there was a letter; it must be answered then.
    func take(at index: Int) -> Bool {
        change(slots[index], from: State.posted, to: State.taken)
    }

    func request(at index: Int) -> StopRequest { letters.pointer[index].request }

    /// By the stop thread.
    func answer(_ answer: StopAnswer, at index: Int) {
        letters.pointer[index].answer = answer
        let old = slots[index].state.exchange(State.answered, ordering: .sequentiallyConsistent)
        if old == State.abandoned {
            slots[index].state.store(State.free, ordering: .sequentiallyConsistent)
            free.post()
        } else {
            slots[index].answered.post()
        }
    }
}
