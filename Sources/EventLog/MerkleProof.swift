package import Cryptography

/// The checks of RFC 9162, section 2.1: whether a path of hashes proves what it is said to prove. Pure; they trust
/// nothing of what they are given.
package enum MerkleProof {
    /// The root that follows from the leaf at `index` of a tree of `size` leaves; nil when the path cannot be one of
    /// such a tree.
    package static func root(leaf: Digest, index: UInt64, size: UInt64, path: [Digest]) -> Digest? {
        guard index < size else { return nil }
        var hasher = SHA256()
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return nil }
            if node & 1 == 1 || node == last {
                hash = HashTree.node(sibling, hash, with: &hasher)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = HashTree.node(hash, sibling, with: &hasher)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }

    package static func includes(
        leaf: Digest, index: UInt64, size: UInt64, path: [Digest], root: Digest
    ) -> Bool {
        Self.root(leaf: leaf, index: index, size: size, path: path) == root
    }

    /// Whether the tree of `newSize` leaves begins with all the leaves of the tree of `oldSize`. The empty tree is the
    /// beginning of every tree, and needs no path.
    package static func isConsistent(
        oldSize: UInt64, oldRoot: Digest, newSize: UInt64, newRoot: Digest, path: [Digest]
    ) -> Bool {
        guard oldSize <= newSize else { return false }
        if oldSize == newSize { return path.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return path.isEmpty && oldRoot == SHA256.hash([]) }
        // An old tree of a power of two leaves is a node of the new one, so its root is not repeated in the path.
        let nodes = oldSize.nonzeroBitCount == 1 ? [oldRoot] + path : path
        guard let first = nodes.first else { return false }
        var hasher = SHA256()
        var node = oldSize - 1
        var last = newSize - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for sibling in nodes.dropFirst() {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                old = HashTree.node(sibling, old, with: &hasher)
                new = HashTree.node(sibling, new, with: &hasher)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = HashTree.node(new, sibling, with: &hasher)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && old == oldRoot && new == newRoot
    }
}
