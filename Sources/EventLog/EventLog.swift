internal import Cryptography

package struct EventLogOptions: Sendable {
    package enum Access: Sendable {
        case readWrite
        /// Reads beside a running writer; appends are refused.
        case readOnly
    }

    package var access: Access
    /// Zero-filled ahead of the last page in use. Tests make it smaller; 0 switches it off.
    package var reserveBytes: Int

    package init(access: Access = .readWrite, reserveBytes: Int = LMDBBlockStore.defaultReserveBytes) {
        self.access = access
        self.reserveBytes = reserveBytes
    }
}

/// The append-only log: records in blocks, blocks in a store, blocks' hashes in a tree.
///
/// An append that returned is on disk. Nothing here ever changes or removes a record, skips a damaged one, or goes on
/// after a commit whose outcome is unknown. It knows nothing of what the events mean.
package final class EventLog: Sendable {
    struct WriterState: ~Copyable {
        var lastSequence: UInt64
        var tree: HashTree
        var header: LogHeader
        var hasher = BlockHasher()
        var cutter = BlockCutter()
        /// Set by a commit whose outcome is unknown.
        var failure: EventLogError?
    }

    let store: any BlockStore
    /// What lies in archives; it never changes while the log is open.
    package let beginning: LogBeginning
    private let clock: BlockClock
    private let isReadOnly: Bool
    /// Held through a commit.
    private let writer: Guarded<WriterState>
    /// What is durable; held only to copy.
    private let published: Guarded<LogHead>

    /// Opens the log in a directory, making both when missing (the directory's parent must exist). Refused: a newer
    /// format, a directory with another writer, a log whose end is damaged (`verify(directory:)` reads that one).
    package static func open(
        directory: String,
        options: EventLogOptions = EventLogOptions(),
        clock: BlockClock
    ) throws(EventLogError) -> EventLog {
        let store = try LMDBBlockStore.open(
            directory: directory, readOnly: options.access == .readOnly, reserveBytes: options.reserveBytes)
        return try EventLog(store: store, access: options.access, clock: clock)
    }

    /// On any store; an empty one becomes a new log.
    package init(
        store: any BlockStore,
        access: EventLogOptions.Access = .readWrite,
        clock: BlockClock
    ) throws(EventLogError) {
        self.store = store
        self.clock = clock
        isReadOnly = access == .readOnly
        let header: LogHeader
        if let bytes = try store.header() {
            header = try LogHeader.decode(bytes)
        } else {
            header = try Self.create(in: store, access: access, at: clock.now())
        }
        beginning = header.beginning
        let recovered = try Self.recover(from: store, header: header)
        writer = Guarded(
            WriterState(lastSequence: recovered.lastSequence, tree: recovered.tree, header: header))
        published = Guarded(
            LogHead(lastSequence: recovered.lastSequence, tree: recovered.tree, lastTime: recovered.lastTime))
    }

    /// What is durable now. Any thread; it never waits for the disk.
    package var head: LogHead { published.withLock { $0 } }

    /// Sixteen random bytes given to the log when it was made.
    package var identity: [UInt8] { writer.withLock { $0.header.identity } }

    package var createdAt: Int64 { writer.withLock { $0.header.createdAt } }

    package var reserveOnly: Bool { store.reserveOnly }

    package func statistics() throws(EventLogError) -> LogStatistics { try store.statistics() }

    /// An empty batch at the head of the log.
    package func makeBatch() -> RecordBatch {
        var batch = RecordBatch(firstSequence: .first)
        reopen(&batch)
        return batch
    }

    /// Empties the batch and sets it to the head of the log.
    package func reopen(_ batch: inout RecordBatch) {
        store.refreshReserve()
        batch.restart(at: head.nextSequence, reserveOnly: store.reserveOnly)
    }

    /// Makes the batch durable and opens it anew behind its last record. Nil when it held nothing. On an error the
    /// batch is as it was.
    @discardableResult
    package func append(_ batch: inout RecordBatch) throws(EventLogError) -> CommitReceipt? {
        let receipt = try commit(batch)
        reopen(&batch)
        return receipt
    }

    /// Makes the batch durable, in one commit, and leaves it to be read. Nil when it held nothing.
    package func commit(_ batch: borrowing RecordBatch) throws(EventLogError) -> CommitReceipt? {
        if batch.isEmpty { return nil }
        if isReadOnly { throw EventLogError(.readOnly) }
        let (receipt, head) = try writer.withLock { state throws(EventLogError) in
            try commit(batch, state: &state)
        }
        published.withLock { $0 = head }
        return receipt
    }

    private func commit(
        _ batch: borrowing RecordBatch,
        state: inout WriterState
    ) throws(EventLogError) -> (CommitReceipt, LogHead) {
        if let failure = state.failure { throw failure }
        guard batch.firstSequence.rawValue == state.lastSequence + 1 else {
            throw EventLogError(.sequenceConflict, sequence: batch.firstSequence)
        }
        let time = clock.now()
        var cutter = state.cutter
        let slices = cutter.cut(ends: batch.ends)
        var slots: [BlockSlot] = []
        slots.reserveCapacity(slices.count)
        var tree = state.tree
        for slice in slices {
            let first = batch.firstSequence.rawValue + UInt64(slice.start)
            slots.append(
                BlockSlot(firstSequence: first, byteCount: slice.byteCount, pageCount: slice.pageCount))
            let leaf = BlockWriter.leaf(of: slice, in: batch, first: first, time: time, with: &state.hasher)
            state.hasher.append(leaf, to: &tree)
        }
        let last = state.lastSequence + UInt64(batch.count)
        var header: LogHeader?
        if tree.leafCount - state.header.tree.leafCount >= LogHeader.blocksPerNote {
            header = state.header
            header?.tree = tree
            header?.treeLastSequence = last
        }
        do throws(EventLogError) {
            try store.commit(slots, header: header?.encoded(), mayUseReserve: batch.mayUseReserve) {
                index, bytes in
                BlockWriter.write(
                    slices[index], of: batch, first: slots[index].firstSequence, time: time, to: bytes)
            }
        } catch {
            if error.code == .outcomeUnknown { state.failure = error }
            throw error
        }
        state.lastSequence = last
        state.tree = tree
        state.cutter = cutter
        if let header { state.header = header }
        let receipt = CommitReceipt(
            first: batch.firstSequence, last: Envelope.Sequence(rawValue: last), blockCount: slots.count,
            time: time)
        return (receipt, LogHead(lastSequence: last, tree: tree, lastTime: time))
    }
}
