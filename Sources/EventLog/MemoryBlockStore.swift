/// A store in memory that can be full, fail, lie and crash on demand; for tests and simulations.
package final class MemoryBlockStore: BlockStore {
    package enum Fault: Hashable, Sendable {
        /// Refused, nothing written.
        case full
        /// Failed, nothing written.
        case failed
        /// An error, and nothing written.
        case unknownLost
        /// An error, and all of it written.
        case unknownWritten
        /// Success, but a crash loses this commit and all after it: a disk that lies about its flush.
        case lostAtCrash
    }

    private struct State {
        var blocks: [(key: UInt64, bytes: [UInt8])] = []
        var header: [UInt8]?
        var durableBlockCount: Int?
        var durableHeader: [UInt8]?
        var commitCount = 0
        var reserveOnly = false
        var fault: @Sendable (Int) -> Fault? = { _ in nil }
    }

    private let state: Guarded<State>

    /// `fault` is asked at each commit, with its number from 1, opening included.
    package init(fault: @escaping @Sendable (Int) -> Fault? = { _ in nil }) {
        state = Guarded(State(fault: fault))
    }

    /// The store as a crash leaves it; this one stays as it is.
    package func crashed() -> MemoryBlockStore {
        let left = MemoryBlockStore()
        state.withLock { state in
            let blocks = state.durableBlockCount.map { Array(state.blocks.prefix($0)) } ?? state.blocks
            let header = state.durableBlockCount == nil ? state.header : state.durableHeader
            left.state.withLock {
                $0.blocks = blocks
                $0.header = header
            }
        }
        return left
    }

    package var commitCount: Int { state.withLock { $0.commitCount } }
    package var blockKeys: [UInt64] { state.withLock { $0.blocks.map(\.key) } }

    package func setReserveOnly(_ reserveOnly: Bool) { state.withLock { $0.reserveOnly = reserveOnly } }

    package func setFault(_ fault: @escaping @Sendable (Int) -> Fault?) {
        state.withLock { $0.fault = fault }
    }

    /// Damages a block, or removes it when `change` empties it.
    package func changeBlock(at index: Int, _ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            change(&state.blocks[index].bytes)
            if state.blocks[index].bytes.isEmpty { state.blocks.remove(at: index) }
        }
    }

    package func changeHeader(_ change: (inout [UInt8]) -> Void) {
        state.withLock { state in
            var header = state.header ?? []
            change(&header)
            state.header = header
        }
    }

    package func header() throws(EventLogError) -> [UInt8]? { state.withLock { $0.header } }

    package func commit(
        _ blocks: [BlockSlot],
        header: [UInt8]?,
        mayUseReserve: Bool,
        fill: (Int, UnsafeMutableRawBufferPointer) -> Void
    ) throws(EventLogError) {
        try state.withLock { state throws(EventLogError) in
            state.commitCount += 1
            let fault = state.fault(state.commitCount)
            if state.reserveOnly && !mayUseReserve { throw EventLogError(.storeFull) }
            switch fault {
            case .full: throw EventLogError(.storeFull)
            case .failed: throw EventLogError(.storeFailed)
            case .unknownLost: throw EventLogError(.outcomeUnknown)
            case .lostAtCrash where state.durableBlockCount == nil:
                state.durableBlockCount = state.blocks.count
                state.durableHeader = state.header
            case .unknownWritten, .lostAtCrash, nil: break
            }
            if let header { state.header = header }
            for (index, slot) in blocks.enumerated() {
                if let last = state.blocks.last, slot.firstSequence <= last.key {
                    throw EventLogError(.storeFailed)
                }
                var bytes = [UInt8](repeating: 0, count: slot.byteCount)
                bytes.withUnsafeMutableBytes { fill(index, $0) }
                state.blocks.append((slot.firstSequence, bytes))
            }
            if fault == .unknownWritten { throw EventLogError(.outcomeUnknown) }
        }
    }

    package func scan(
        _ start: ScanStart,
        _ body: (UInt64, RawSpan) -> Bool
    ) throws(EventLogError) -> Bool {
        // A copy is the consistent state, and lets `body` use the store.
        let blocks = state.withLock { $0.blocks }
        let first: Int =
            switch start {
            case .containing(let key): max(0, (blocks.firstIndex { $0.key > key } ?? blocks.count) - 1)
            case .after(let key): blocks.firstIndex { $0.key > key } ?? blocks.count
            case .last: max(0, blocks.count - 1)
            }
        for (key, bytes) in blocks[first...] {
            guard body(key, bytes.span.bytes) else { return true }
        }
        return false
    }

    package func remove(through key: UInt64, limit: Int) throws(EventLogError) -> Int {
        state.withLock { state in
            let count = min(limit, state.blocks.firstIndex { $0.key > key } ?? state.blocks.count)
            state.blocks.removeFirst(count)
            return count
        }
    }

    package var reserveOnly: Bool { state.withLock { $0.reserveOnly } }

    package func refreshReserve() {}

    package func statistics() throws(EventLogError) -> LogStatistics {
        let bytes = state.withLock { $0.blocks.reduce(0) { $0 + $1.bytes.count } }
        return LogStatistics(pageBytes: 1, pagesInUse: bytes, fileBytes: bytes, reserveBytes: 0)
    }
}
