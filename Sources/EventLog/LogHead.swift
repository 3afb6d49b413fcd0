package import Cryptography

/// The durable end of the log.
package struct LogHead: Hashable, Sendable {
    private let lastNumber: UInt64
    package let tree: HashTree
    /// Of the last block.
    package let lastTime: BlockTime?

    init(lastSequence: UInt64, tree: HashTree, lastTime: BlockTime?) {
        lastNumber = lastSequence
        self.tree = tree
        self.lastTime = lastTime
    }

    /// Nil while the log is empty.
    package var lastSequence: Envelope.Sequence? {
        lastNumber == 0 ? nil : Envelope.Sequence(rawValue: lastNumber)
    }
    /// The number that the next event will get.
    package var nextSequence: Envelope.Sequence { Envelope.Sequence(rawValue: lastNumber + 1) }
    package var eventCount: UInt64 { lastNumber }
    package var blockCount: UInt64 { tree.leafCount }

    /// The RFC 6962 root over all blocks; computed here from the frontier, some twenty hashes at most.
    package var treeRoot: Digest {
        var hasher = SHA256()
        return tree.root(with: &hasher)
    }
}

/// What one durable commit wrote.
package struct CommitReceipt: Hashable, Sendable {
    package let first: Envelope.Sequence
    package let last: Envelope.Sequence
    package let blockCount: Int
    package let time: BlockTime
}
