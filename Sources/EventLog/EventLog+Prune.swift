internal import Cryptography

/// The tree over a log's blocks up to an event, as somebody else keeps them and has verified them.
package struct ArchivedPrefix: Hashable, Sendable {
    package let identity: [UInt8]
    /// The last event of the last block.
    package let lastSequence: UInt64
    package let tree: HashTree

    package init(identity: [UInt8], lastSequence: UInt64, tree: HashTree) {
        self.identity = identity
        self.lastSequence = lastSequence
        self.tree = tree
    }
}

package struct PruneReceipt: Hashable, Sendable {
    package let removedBlockCount: Int
    /// Where the log begins now.
    package let beginning: LogBeginning
    package let statistics: LogStatistics
}

extension EventLog {
    /// Blocks removed by one commit.
    static let blocksPerPruning = 1_024

    /// Removes the blocks up to the end of what is archived, on a log that nobody writes. It computes the tree over
    /// them first and refuses unless it is that of the archives. The log's last block always stays.
    ///
    /// The header that says where the log begins is durable before the first block goes, so that a pruning that was
    /// cut off leaves a sound log; the same call again goes on. The file does not become shorter: LMDB uses the freed
    /// pages for what comes.
    package static func prune(
        directory: String, archived: ArchivedPrefix
    ) throws(EventLogError) -> PruneReceipt {
        try prune(LMDBBlockStore.open(directory: directory, reserveBytes: 0), archived: archived)
    }

    package static func prune(
        _ store: any BlockStore, archived: ArchivedPrefix
    ) throws(EventLogError) -> PruneReceipt {
        guard let bytes = try store.header() else { throw EventLogError(.notALog) }
        var header = try LogHeader.decode(bytes)
        guard header.identity == archived.identity else {
            throw EventLogError(.differentLog, detail: "the archives are of another log")
        }
        let recovered = try recover(from: store, header: header)
        guard archived.lastSequence < recovered.lastSequence else {
            throw EventLogError(
                .sequenceConflict, sequence: Envelope.Sequence(rawValue: archived.lastSequence),
                detail: "the log's last block always stays in it")
        }
        if archived.lastSequence > header.beginning.lastSequence {
            let tree = try tree(of: store, from: header.beginning, through: archived.lastSequence)
            guard tree == archived.tree else {
                throw EventLogError(
                    .differentLog, sequence: header.beginning.firstSequence,
                    detail: "the log's blocks are not those of the archives")
            }
            header.beginning = LogBeginning(tree: tree, lastSequence: archived.lastSequence)
            if header.tree.leafCount < tree.leafCount {
                header.tree = tree
                header.treeLastSequence = archived.lastSequence
            }
            try store.commit([], header: header.encoded(), mayUseReserve: true) { _, _ in }
        }
        var removed = 0
        while true {
            let count = try store.remove(
                through: header.beginning.lastSequence, limit: blocksPerPruning)
            if count == 0 { break }
            removed += count
        }
        return PruneReceipt(
            removedBlockCount: removed, beginning: header.beginning, statistics: try store.statistics())
    }

    /// The tree at the end of the block that ends with this event.
    static func tree(
        of store: any BlockStore, from beginning: LogBeginning, through end: UInt64
    ) throws(EventLogError) -> HashTree {
        var tree = beginning.tree
        var last = beginning.lastSequence
        var hasher = BlockHasher()
        var failure: EventLogError?
        var more = true
        while more, last < end {
            var served = 0
            more = try store.scan(.after(last)) { key, bytes in
                do throws(EventLogError) {
                    let block = try checked(bytes, key: key)
                    guard key == last + 1 else {
                        throw EventLogError(
                            .damaged, sequence: block.firstSequence, detail: "a gap before it")
                    }
                    hasher.append(hasher.leaf(of: block), to: &tree)
                    last = block.lastSequence.rawValue
                    served += block.count
                    return last < end && served < eventsPerReadTransaction
                } catch {
                    failure = error
                    return false
                }
            }
            if let failure { throw failure }
        }
        guard last == end else {
            throw EventLogError(
                .sequenceConflict, sequence: Envelope.Sequence(rawValue: end),
                detail: "no block of the log ends with this event")
        }
        return tree
    }

    /// The log's tree at the end of the block that ends with this event.
    package func tree(through end: UInt64) throws(EventLogError) -> HashTree {
        try Self.tree(of: store, from: beginning, through: end)
    }
}
