package import Cryptography

/// Where a log begins: behind so many blocks that lie in archives, whose tree it goes on from. Empty for a log that
/// holds its first event.
package struct LogBeginning: Hashable, Sendable {
    /// The tree over the blocks before the log's first one.
    package let tree: HashTree
    /// The last event before the log's first one; 0 for none.
    package let lastSequence: UInt64

    package init() {
        tree = HashTree()
        lastSequence = 0
    }

    package init(tree: HashTree, lastSequence: UInt64) {
        self.tree = tree
        self.lastSequence = lastSequence
    }

    package var isFirst: Bool { tree.leafCount == 0 }
    package var firstSequence: Envelope.Sequence { Envelope.Sequence(rawValue: lastSequence + 1) }
}

/// What a log is and how far it reaches, at one moment: what a copy of it must come to.
package struct LogSummary: Hashable, Sendable {
    package let identity: [UInt8]
    package let createdAt: Int64
    package let beginning: LogBeginning
    /// Archived ones included.
    package let blockCount: UInt64
    /// 0 when the log is empty.
    package let lastSequence: UInt64
    package let root: Digest

    package init(
        identity: [UInt8], createdAt: Int64, beginning: LogBeginning, blockCount: UInt64,
        lastSequence: UInt64,
        root: Digest
    ) {
        self.identity = identity
        self.createdAt = createdAt
        self.beginning = beginning
        self.blockCount = blockCount
        self.lastSequence = lastSequence
        self.root = root
    }
}
