import Glibc
import Synchronization

/// The one place that says whether a post may go out, and the only maker of permits.
///
/// Everything is in memory and of fixed size. It is closed from its first instruction until the log has been read,
/// and again for good after `close`. It knows no clock that decides anything, no disk and no network.
///
/// How a stop closes it: `raised` is the highest number given, `settled` counts the numbers whose records are in
/// the table. Raising is one atomic addition and closes the gate at once for everybody, since no permit is given or
/// redeemed under a new number while the two differ. Then the record is put into the table and `settled` follows.
///
/// The lock covers accesses to memory only, never a system call, and inherits priority.
package final class Gate<R: Realm>: @unchecked Sendable {
    private enum Phase {
        static var beforeLog: UInt8 { 0 }
        static var open: UInt8 { 1 }
        static var closedForGood: UInt8 { 2 }
    }

    private struct State {
        var table = StopTable()
        /// Counts the changes of the table.
        var version: UInt64 = 0
        /// Permits from before this number are void: a stop of that number was engaged and released since.
        var permitFloor: UInt64 = 0
        /// Numbers up to this one stand in the log; a stop that took one before the log was read gets another.
        var numberFloor: UInt64 = 0
    }

    private let raised = Atomic<UInt64>(0)
    private let settled = Atomic<UInt64>(0)
    private let phase = Atomic<UInt8>(0)
    private let lock = PriorityLock()
    private let pages = LockedPages(State())
    private var state: UnsafeMutablePointer<State> { pages.pointer }
    private var known: KnownScopes?
    let transfers = InFlightTable()

    package init() {}

    package var epoch: UInt64 { raised.load(ordering: .sequentiallyConsistent) }
    package var isOpen: Bool { phase.load(ordering: .sequentiallyConsistent) == Phase.open }

    // MARK: Asking

    package func decision(for post: PostFacts) -> GateDecision {
        guard isOpen else { return .closed }
        let now = epoch
        guard settled.load(ordering: .sequentiallyConsistent) == now else { return .closed }
        return lock.withLock { state.pointee.table.holder(of: post) }.map { .held(by: $0) } ?? .permitted
    }

    /// Nil when the post may not go out. The number is read before the table: a stop that comes in between raises
    /// it, and the permit is weighed again when it is redeemed.
    package func permit(for post: PostFacts) -> Permit<R>? {
        let now = epoch
        guard decision(for: post) == .permitted else { return nil }
        return Permit(gate: self, facts: post, epoch: now)
    }

    /// The last question before a request leaves.
    func admits(_ post: PostFacts, permitEpoch: UInt64) -> Bool {
        guard isOpen else { return false }
        let now = epoch
        if now == permitEpoch { return true }
        guard settled.load(ordering: .sequentiallyConsistent) == now else { return false }
        return lock.withLock {
            permitEpoch >= state.pointee.permitFloor && state.pointee.table.holder(of: post) == nil
        }
    }

    // MARK: Stopping

    /// Closes the gate, then lets `identify` find out who did it, then puts the record into the table and deals with
    /// the transfers under way. In memory only; a live stop goes through the stop path, which also writes it down.
    package func engage(
        _ request: StopRequest, identify: (inout StopRequest) -> Void = { _ in }
    ) -> EngageOutcome {
        var request = request
        var unmatched: UInt8 = 0
        // Only a stop that may turn out to be none is looked up first; a bare stop closes before anything else.
        if !request.clientID.isEmpty || !request.scopes.coversAll {
            if let engagement = repetition(of: request) { return .repeated(engagement) }
            guard let missing = look(up: &request) else { return .matchesNothing }
            unmatched = missing
        }
        let number = raised.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        var engagement = Engagement(
            record: StopTable.blank, version: 0, unmatchedScopes: unmatched,
            closedAtMicroseconds: Clocks.wallMicroseconds(),
            closedAtNanoseconds: Clocks.monotonicNanoseconds())
        identify(&request)
        engagement.record = StopRecord(request, epoch: number, engagedAt: engagement.closedAtMicroseconds)
        lock.withLock {
            if number <= state.pointee.numberFloor {
                engagement.record.epoch = raised.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
                settled.wrappingAdd(1, ordering: .sequentiallyConsistent)
            }
            engagement.record = state.pointee.table.insert(engagement.record)
            state.pointee.version += 1
            engagement.version = state.pointee.version
        }
        settled.wrappingAdd(1, ordering: .sequentiallyConsistent)
        transfers.interrupt(for: engagement.record, at: engagement.closedAtNanoseconds)
        return .engaged(engagement)
    }

    private func repetition(of request: StopRequest) -> Engagement? {
        guard !request.clientID.isEmpty else { return nil }
        return lock.withLock {
            guard let record = state.pointee.table.record(clientID: request.clientID) else { return nil }
            return Engagement(
                record: record, version: state.pointee.version, unmatchedScopes: 0,
                closedAtMicroseconds: record.engagedAt, closedAtNanoseconds: Clocks.monotonicNanoseconds())
        }
    }

    /// The scopes that are the name of nothing, nil when all are. Widens when the names cannot be looked up.
    private func look(up request: inout StopRequest) -> UInt8? {
        guard !request.scopes.coversAll else { return 0 }
        return lock.withLock {
            guard let known else {
                if request.scopes.namesAnything { request.widen(because: .namesNotKnownYet) }
                return 0
            }
            guard !known.isOverflowed || !request.scopes.namesAnything else {
                request.widen(because: .tooManyNames)
                return 0
            }
            var missing: UInt8 = 0
            var isAnyKnown = false
            for index in 0..<request.scopes.count {
                if known.contains(request.scopes[index]) {
                    isAnyKnown = true
                } else {
                    missing |= 1 << UInt8(index)
                }
            }
            return isAnyKnown ? missing : nil
        }
    }

    // MARK: The owner of the log

    /// What the latches hold is in force before the log has been read.
    package func seed(_ table: StopTable, epoch: UInt64) {
        lock.withLock {
            state.pointee.table = table
            state.pointee.table.highestEpoch = max(table.highestEpoch, epoch)
            state.pointee.version += 1
            raiseWithoutStop(to: epoch)
        }
    }

    /// Lets permits out, now that the log has been read. Stops that were engaged meanwhile stay.
    package func open(after log: Reconciliation) {
        lock.withLock {
            for id in log.cleared {
                if let record = state.pointee.table.record(id: id) { drop(record) }
            }
            for record in log.engaged where state.pointee.table.record(id: record.id) != record {
                if let old = state.pointee.table.record(id: record.id) { drop(old) }
                state.pointee.table.insert(record)
            }
            raiseWithoutStop(to: log.epoch)
            state.pointee.numberFloor = max(state.pointee.numberFloor, log.epoch)
            state.pointee.table.highestEpoch = max(state.pointee.table.highestEpoch, log.epoch)
            state.pointee.version += 1
        }
        _ = phase.compareExchange(
            expected: Phase.beforeLog, desired: Phase.open, ordering: .sequentiallyConsistent)
    }

    /// For good: the outcome of a commit is unknown, and this process will not publish again.
    package func close() {
        phase.store(Phase.closedForGood, ordering: .sequentiallyConsistent)
    }

    /// To be called when the release is durable in the log, not before.
    package func release(epoch: UInt64) -> ReleaseOutcome {
        lock.withLock {
            let outcome = state.pointee.table.release(epoch: epoch)
            guard outcome == .released else { return outcome }
            state.pointee.permitFloor = max(state.pointee.permitFloor, epoch)
            state.pointee.version += 1
            return outcome
        }
    }

    /// Every stop up to this number is released in the log. It is the only way out of the widening by a seventeenth.
    package func releaseAll(through epoch: UInt64) {
        lock.withLock {
            state.pointee.table.releaseAll(through: epoch)
            state.pointee.permitFloor = max(state.pointee.permitFloor, min(epoch, self.epoch))
            state.pointee.version += 1
        }
    }

    /// Lets crisis statements pass the stop again, when that is durable in the log. False when it is not engaged.
    package func lower(epoch: UInt64) -> Bool {
        lock.withLock {
            guard state.pointee.table.lower(epoch: epoch) else { return false }
            state.pointee.version += 1
            return true
        }
    }

    /// The names that a stop can be narrowed to, after each change. The old ones are freed on the caller's thread.
    package func publish(_ names: KnownScopes) {
        let old = lock.withLock {
            let old = known
            known = names
            return old
        }
        withExtendedLifetime(old) {}
    }

    // MARK: Reading

    /// The whole table and its version, for the latches.
    func snapshot(into table: UnsafeMutablePointer<StopTable>) -> UInt64 {
        lock.withLock {
            table.pointee = state.pointee.table
            table.pointee.highestEpoch = max(table.pointee.highestEpoch, epoch)
            return state.pointee.version
        }
    }

    /// Counts the changes of the table.
    var version: UInt64 {
        lock.withLock { state.pointee.version }
    }

    package func table() -> StopTable {
        lock.withLock { state.pointee.table }
    }

    /// Allocates; not for the stop thread.
    package func engagedStops() -> [StopRecord] {
        let table = table()
        return (0..<table.recordCount).map { table[$0] }
    }

    /// False when the limit of locked memory does not allow it.
    func lockMemory() -> Bool {
        let own = pages.lock()
        return transfers.lockMemory() && own
    }

    private func drop(_ record: StopRecord) {
        if state.pointee.table.release(epoch: record.epoch) == .partOfOverflow {
            state.pointee.table.endOverflow()
        }
    }

    /// A concurrent raise keeps its own number: both counters move by the same distance.
    private func raiseWithoutStop(to number: UInt64) {
        let now = epoch
        guard number > now else { return }
        raised.wrappingAdd(number - now, ordering: .sequentiallyConsistent)
        settled.wrappingAdd(number - now, ordering: .sequentiallyConsistent)
    }
}
