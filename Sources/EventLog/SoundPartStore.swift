/// The part of a store before a damaged block, as if the log ended there; nothing can be written. For a daemon that
/// must answer what is still known.
package final class SoundPartStore: BlockStore {
    private let store: any BlockStore
    /// Blocks from this key on are not there.
    private let end: UInt64

    package init(_ store: any BlockStore, before end: UInt64) {
        self.store = store
        self.end = end
    }

    package func header() throws(EventLogError) -> [UInt8]? {
        guard let bytes = try store.header() else { return nil }
        var header = try LogHeader.decode(bytes)
        // A note of more than what is left would be believed: all of it is read instead.
        if header.treeLastSequence >= end {
            header.tree = header.beginning.tree
            header.treeLastSequence = header.beginning.lastSequence
        }
        return header.encoded()
    }

    package func commit(
        _ blocks: [BlockSlot],
        header: [UInt8]?,
        mayUseReserve: Bool,
        fill: (Int, UnsafeMutableRawBufferPointer) -> Void
    ) throws(EventLogError) {
        throw EventLogError(.readOnly)
    }

    package func scan(_ start: ScanStart, _ body: (UInt64, RawSpan) -> Bool) throws(EventLogError) -> Bool {
        guard end > 1 else { return false }
        var start = start
        // The last block of this part; beyond it nothing may be touched.
        if start == .last { start = .containing(end - 1) }
        if case .after(let key) = start, key >= end - 1 { return false }
        if case .containing(let key) = start, key >= end { return false }
        var isOver = false
        let stopped = try store.scan(start) { key, bytes in
            guard key < end else {
                isOver = true
                return false
            }
            guard body(key, bytes) else { return false }
            // The page behind it may be the damaged one: whoever steps onto it dies.
            isOver = bytes.byteCount < BlockLayout.headerBytes || Self.next(key, bytes) >= end
            return !isOver
        }
        return stopped && !isOver
    }

    private static func next(_ key: UInt64, _ bytes: RawSpan) -> UInt64 {
        key &+ UInt64(bytes.load(at: BlockLayout.count) as UInt16)
    }

    package func remove(through key: UInt64, limit: Int) throws(EventLogError) -> Int {
        throw EventLogError(.readOnly)
    }

    /// Every append is refused by `commit`, which says why.
    package var reserveOnly: Bool { false }
    package func refreshReserve() {}
    package func statistics() throws(EventLogError) -> LogStatistics { try store.statistics() }
}

extension EventLog {
    /// A damaged log up to the block before `end`, for reading.
    package static func openSoundPart(
        directory: String, before end: UInt64, clock: BlockClock
    ) throws(EventLogError) -> EventLog {
        let store = try LMDBBlockStore.open(directory: directory, readOnly: true)
        return try EventLog(store: SoundPartStore(store, before: end), access: .readOnly, clock: clock)
    }
}
