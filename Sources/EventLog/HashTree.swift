package import Cryptography

/// The tree of RFC 6962 over the log's blocks, kept as its frontier: the roots of the complete subtrees, largest
/// first. That is all a writer needs to append a leaf and to know the root.
package struct HashTree: Hashable, Sendable {
    /// Enough for 2^40 blocks.
    package static let levelsMax = 40

    package private(set) var leafCount: UInt64
    package private(set) var frontier: [Digest]

    package init() {
        leafCount = 0
        frontier = []
    }

    /// Nil when the frontier cannot be that of a tree of this many leaves.
    package init?(leafCount: UInt64, frontier: [Digest]) {
        guard frontier.count == leafCount.nonzeroBitCount, leafCount < 1 << UInt64(Self.levelsMax) else {
            return nil
        }
        self.leafCount = leafCount
        self.frontier = frontier
    }

    package mutating func append(_ leaf: Digest, with hasher: inout SHA256) {
        var node = leaf
        var size = leafCount
        while size & 1 == 1 {
            node = Self.node(frontier.removeLast(), node, with: &hasher)
            size >>= 1
        }
        frontier.append(node)
        leafCount += 1
    }

    /// The empty tree's root is the hash of nothing.
    package func root(with hasher: inout SHA256) -> Digest {
        guard var root = frontier.last else { return SHA256.hash([]) }
        for subtree in frontier.dropLast().reversed() { root = Self.node(subtree, root, with: &hasher) }
        return root
    }

    static func node(_ left: Digest, _ right: Digest, with hasher: inout SHA256) -> Digest {
        hasher.update(byte: 1)
        hasher.update(left)
        hasher.update(right)
        return hasher.finish()
    }
}
