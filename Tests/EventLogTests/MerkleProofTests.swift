import Cryptography
import Testing

@testable import EventLog

@Suite("Proofs of the tree")
struct MerkleProofTests {
    // MARK: RFC 6962, sections 2.1 to 2.1.2, as they are written there

    private func split(_ count: Int) -> Int {
        var split = 1
        while split * 2 < count { split *= 2 }
        return split
    }

    private func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard let first = leaves.first else { return SHA256.hash([]) }
        if leaves.count == 1 { return first }
        let middle = leaves.startIndex + split(leaves.count)
        return SHA256.hash([1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }

    private func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        if leaves.count <= 1 { return [] }
        let middle = leaves.startIndex + split(leaves.count)
        return index < middle
            ? path(index, leaves[..<middle]) + [root(leaves[middle...])]
            : path(index, leaves[middle...]) + [root(leaves[..<middle])]
    }

    private func subproof(_ count: Int, _ leaves: ArraySlice<Digest>, _ isWhole: Bool) -> [Digest] {
        if count == leaves.count { return isWhole ? [] : [root(leaves)] }
        let split = split(leaves.count)
        let middle = leaves.startIndex + split
        return count <= split
            ? subproof(count, leaves[..<middle], isWhole) + [root(leaves[middle...])]
            : subproof(count - split, leaves[middle...], false) + [root(leaves[..<middle])]
    }

    private let leaves = (0..<UInt8(70)).map { SHA256.hash([0, $0]) }

    private func collect(_ plan: ProofPlan, _ leaves: ArraySlice<Digest>) -> [Digest] {
        var collector = ProofCollector(plan)
        for leaf in leaves { collector.add(leaf) }
        return collector.finish()
    }

    @Test("Every inclusion proof of every tree up to 70 leaves is RFC 6962's, and is accepted")
    func inclusion() {
        for size in 1...leaves.count {
            let tree = leaves[..<size]
            let root = root(tree)
            for index in 0..<size {
                let path = collect(.inclusion(of: UInt64(index), size: UInt64(size)), tree)
                #expect(path == self.path(index, tree), "\(index) of \(size)")
                #expect(
                    MerkleProof.includes(
                        leaf: leaves[index], index: UInt64(index), size: UInt64(size), path: path, root: root)
                )
            }
        }
    }

    @Test("Every consistency proof of every pair of trees up to 40 leaves is RFC 6962's, and is accepted")
    func consistency() {
        for new in 1...40 {
            let newRoot = root(leaves[..<new])
            for old in 0...new {
                let path =
                    old == 0 || old == new
                    ? [] : collect(.consistency(from: UInt64(old), to: UInt64(new)), leaves[..<new])
                if old > 0 { #expect(path == subproof(old, leaves[..<new], true), "\(old) to \(new)") }
                #expect(
                    MerkleProof.isConsistent(
                        oldSize: UInt64(old), oldRoot: root(leaves[..<old]), newSize: UInt64(new),
                        newRoot: newRoot, path: path))
            }
        }
    }

    @Test(
        "A forged inclusion proof is refused: another leaf, place, size, path or root", arguments: [7, 8, 33])
    func forgedInclusion(size: Int) {
        let tree = leaves[..<size]
        let root = root(tree)
        for index in 0..<size {
            let path = path(index, tree)
            func accepts(
                _ leaf: Digest? = nil, at other: Int? = nil, along otherPath: [Digest]? = nil
            ) -> Bool {
                MerkleProof.includes(
                    leaf: leaf ?? leaves[index], index: UInt64(other ?? index),
                    size: UInt64(size), path: otherPath ?? path, root: root)
            }
            #expect(accepts())
            for other in 0..<size where other != index {
                #expect(!accepts(leaves[other]))
                #expect(!accepts(at: other))
            }
            #expect(!accepts(at: size))
            #expect(!accepts(along: path + [path[0]]))
            #expect(!accepts(along: Array(path.dropLast())))
            #expect(!accepts(along: Array(path.dropFirst())))
            for place in path.indices {
                var forged = path
                forged[place] = SHA256.hash([9])
                #expect(!accepts(along: forged))
            }
            // A node taken for a leaf: the classic forgery that the prefixes of leaf and node prevent.
            #expect(
                !MerkleProof.includes(
                    leaf: SHA256.hash([0] + leaves[0].bytes + leaves[1].bytes), index: 0, size: 1, path: [],
                    root: self.root(leaves[..<2])))
        }
    }

    @Test(
        "A forged consistency proof is refused",
        arguments: [(3, 7), (4, 8), (6, 8), (1, 33), (32, 33), (20, 40)])
    func forgedConsistency(old: Int, new: Int) {
        let path = subproof(old, leaves[..<new], true)
        let (oldRoot, newRoot) = (root(leaves[..<old]), root(leaves[..<new]))
        func accepts(
            _ oldSize: Int, _ oldRoot: Digest, _ newSize: Int, _ newRoot: Digest, _ path: [Digest]
        ) -> Bool {
            MerkleProof.isConsistent(
                oldSize: UInt64(oldSize), oldRoot: oldRoot, newSize: UInt64(newSize), newRoot: newRoot,
                path: path)
        }
        #expect(accepts(old, oldRoot, new, newRoot, path))
        var other = leaves
        other[old - 1] = SHA256.hash([0, 200])
        #expect(!accepts(old, root(other[..<old]), new, newRoot, path))
        #expect(!accepts(old, oldRoot, new, root(other[..<new]), path))
        #expect(!accepts(old, root(other[..<old]), new, newRoot, subproof(old, other[..<new], true)))
        #expect(!accepts(new, newRoot, old, oldRoot, path))
        #expect(!accepts(old, oldRoot, old, newRoot, path))
        #expect(!accepts(old, oldRoot, new, newRoot, path + [path[0]]))
        #expect(!accepts(old, oldRoot, new, newRoot, Array(path.dropLast())))
        #expect(!accepts(old, oldRoot, new, newRoot, []))
        for place in path.indices {
            var forged = path
            forged[place] = SHA256.hash([9])
            #expect(!accepts(old, oldRoot, new, newRoot, forged))
        }
        // Without an old tree there is nothing that a path could prove.
        #expect(accepts(0, SHA256.hash([]), new, newRoot, []))
        #expect(!accepts(0, SHA256.hash([]), new, newRoot, path))
        #expect(!accepts(0, oldRoot, new, newRoot, []))
        #expect(accepts(new, newRoot, new, newRoot, []))
        #expect(!accepts(new, newRoot, new, newRoot, path))
    }

    @Test("Paths of any length and numbers of any size end in an answer", arguments: UInt64(1)...300)
    func hostile(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let path = (0..<Int.random(in: 0...90, using: &random)).map { _ in
            leaves[Int.random(in: 0..<70, using: &random)]
        }
        func number() -> UInt64 {
            Bool.random(using: &random)
                ? .random(in: 0...12, using: &random) : .random(in: 0...(.max), using: &random)
        }
        let (first, second) = (number(), number())
        #expect(
            !MerkleProof.includes(
                leaf: leaves[0], index: first, size: second, path: path, root: SHA256.hash([5])))
        #expect(
            !MerkleProof.isConsistent(
                oldSize: first, oldRoot: SHA256.hash([5]), newSize: second, newRoot: SHA256.hash([6]),
                path: path))
    }
}
