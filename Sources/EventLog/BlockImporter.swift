package import Cryptography
internal import LMDB

/// Writes stored blocks, byte for byte, into a log of a given identity, so that the copy has the same tree. It never
/// cuts a block anew and never writes one that does not follow.
///
/// It goes on where an earlier import into the same directory ended: blocks that are there already are compared.
package final class BlockImporter {
    /// Blocks of one commit; each commit waits for the disk.
    package static let blocksPerCommit = 4_096
    package static let bytesPerCommit = 4 << 20

    private let store: any BlockStore
    private var header: LogHeader
    private var hasher = BlockHasher()
    /// Of everything taken, committed or not.
    private var tree: HashTree
    private var lastTaken: UInt64
    private var waiting: [RawBlock] = []
    private var waitingBytes = 0
    /// What was there when it was opened.
    package let resumedAfter: UInt64
    package private(set) var lastTime: BlockTime?

    /// Makes the log, or opens it when the directory has one of this identity, creation time and beginning.
    package static func open(
        directory: String, identity: [UInt8], createdAt: Int64, beginning: LogBeginning = LogBeginning()
    ) throws(EventLogError) -> BlockImporter {
        // Without a reserve: the copy is not longer than it has to be. A daemon that opens it makes one.
        try BlockImporter(
            store: LMDBBlockStore.open(directory: directory, reserveBytes: 0), identity: identity,
            createdAt: createdAt, beginning: beginning)
    }

    package init(
        store: any BlockStore, identity: [UInt8], createdAt: Int64, beginning: LogBeginning = LogBeginning()
    ) throws(EventLogError) {
        self.store = store
        if let bytes = try store.header() {
            header = try LogHeader.decode(bytes)
            guard header.identity == identity, header.createdAt == createdAt else {
                throw EventLogError(.differentLog, detail: "another log is there already")
            }
            guard header.beginning == beginning else {
                throw EventLogError(
                    .differentLog, detail: "a copy of this log that begins at another event is there already")
            }
        } else {
            guard try !store.scan(.last, { _, _ in false }) else {
                throw EventLogError(.damaged, detail: "there are blocks but no log header")
            }
            guard identity.count == LogHeader.identityByteCount else {
                throw EventLogError(.notALog, detail: "an identity has \(LogHeader.identityByteCount) bytes")
            }
            header = LogHeader(
                identity: identity, createdAt: createdAt, tree: beginning.tree,
                treeLastSequence: beginning.lastSequence, beginning: beginning)
            do throws(EventLogError) {
                try store.commit([], header: header.encoded(), mayUseReserve: true) { _, _ in }
            } catch {
                throw Self.plain(error)
            }
        }
        let recovered = try EventLog.recover(from: store, header: header)
        tree = recovered.tree
        lastTaken = recovered.lastSequence
        resumedAfter = recovered.lastSequence
        lastTime = recovered.lastTime
    }

    /// The last event taken, committed or not.
    package var lastSequence: UInt64 { lastTaken }
    package var blockCount: UInt64 { tree.leafCount }

    /// Where the last block that is there begins, for a source to give it once more; nil when there is none.
    package func lastBlockStart() throws(EventLogError) -> UInt64? {
        try flush()
        var start: UInt64?
        _ = try store.scan(.last) { key, _ in
            start = key
            return false
        }
        return start
    }
    package var root: Digest { hasher.root(of: tree) }

    /// Takes the next block. One that is there already must have the same bytes.
    package func add(_ block: RawBlock) throws(EventLogError) {
        let first = block.firstSequence
        if first <= lastTaken { return try compare(block) }
        let view = try EventLog.checked(block.bytes.span.bytes, key: first)
        guard first == lastTaken + 1 else {
            throw EventLogError(
                .damaged, sequence: Envelope.Sequence(rawValue: lastTaken + 1),
                detail: "events \(lastTaken + 1) to \(first - 1) are missing before this block")
        }
        hasher.append(hasher.leaf(of: view), to: &tree)
        lastTaken = view.lastSequence.rawValue
        lastTime = view.time
        waiting.append(block)
        waitingBytes += block.bytes.count
        if waiting.count >= Self.blocksPerCommit || waitingBytes >= Self.bytesPerCommit { try flush() }
    }

    /// Compares a block with the one of the same number that is there.
    private func compare(_ block: RawBlock) throws(EventLogError) {
        guard block.firstSequence > header.beginning.lastSequence else { return }
        try flush()
        var isSame = false
        _ = try store.scan(.containing(block.firstSequence)) { key, bytes in
            isSame = key == block.firstSequence && bytes.withUnsafeBytes { $0.elementsEqual(block.bytes) }
            return false
        }
        guard isSame else {
            throw EventLogError(
                .differentLog, sequence: Envelope.Sequence(rawValue: block.firstSequence),
                detail: "the block that is there has other bytes")
        }
    }

    /// Makes everything taken durable.
    package func flush() throws(EventLogError) {
        guard !waiting.isEmpty else { return }
        var next: LogHeader?
        if tree.leafCount - header.tree.leafCount >= LogHeader.blocksPerNote {
            next = header
            next?.tree = tree
            next?.treeLastSequence = lastTaken
        }
        try commit(waiting, next)
        waiting.removeAll(keepingCapacity: true)
        waitingBytes = 0
    }

    /// Makes everything durable, the note of the whole tree too, and reads every byte of the log again.
    package func finish() throws(EventLogError) -> VerifyReport {
        try flush()
        if header.treeLastSequence != lastTaken {
            var next = header
            next.tree = tree
            next.treeLastSequence = lastTaken
            try commit([], next)
        }
        return try EventLog.verify(store: store)
    }

    private func commit(_ blocks: [RawBlock], _ next: LogHeader?) throws(EventLogError) {
        let slots = blocks.map { block in
            let isSmall = block.bytes.count <= BlockCutter.smallBlockBytesMax
            return BlockSlot(
                firstSequence: block.firstSequence, byteCount: block.bytes.count,
                pageCount: isSmall ? 0 : BlockCutter.pages(block.bytes.count))
        }
        do throws(EventLogError) {
            try store.commit(slots, header: next?.encoded(), mayUseReserve: true) { index, bytes in
                bytes.copyBytes(from: blocks[index].bytes)
            }
        } catch {
            throw Self.plain(error)
        }
        if let next { header = next }
    }

    /// Nobody was promised anything: a commit of unknown outcome is compared by the next import.
    private static func plain(_ error: EventLogError) -> EventLogError {
        guard error.code == .outcomeUnknown else { return error }
        let isFull = error.cause?.code == .noSpace || error.cause?.code == .mapFull
        return EventLogError(isFull ? .storeFull : .storeFailed, cause: error.cause, detail: error.detail)
    }
}
