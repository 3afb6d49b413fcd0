package import Cryptography

/// Follows stored blocks one after the other and keeps the hash tree over them: the check that a file of blocks goes
/// through outside any store.
package struct BlockChain: ~Copyable {
    package private(set) var tree: HashTree
    package private(set) var lastSequence: UInt64
    private var hasher = BlockHasher()

    package init(behind beginning: LogBeginning) {
        tree = beginning.tree
        lastSequence = beginning.lastSequence
    }

    /// Refuses a damaged block and one that does not follow.
    package mutating func add(_ block: RawBlock) throws(EventLogError) {
        let view = try EventLog.checked(block.bytes.span.bytes, key: block.firstSequence)
        guard block.firstSequence == lastSequence + 1 else {
            throw EventLogError(
                .damaged, sequence: view.firstSequence,
                detail: "the block before it ends with event \(lastSequence)")
        }
        hasher.append(hasher.leaf(of: view), to: &tree)
        lastSequence = view.lastSequence.rawValue
    }

    package var end: LogBeginning { LogBeginning(tree: tree, lastSequence: lastSequence) }

    package mutating func root() -> Digest { hasher.root(of: tree) }
}
