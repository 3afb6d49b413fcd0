import Cryptography
import Testing

@testable import EventLog

@Suite("The hash tree")
struct HashTreeTests {
    /// RFC 6962, section 2.1, as it is written there.
    private func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard let first = leaves.first else { return SHA256.hash([]) }
        if leaves.count == 1 { return first }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return SHA256.hash([1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }

    @Test("The frontier gives the root of RFC 6962 at every size")
    func incremental() {
        var tree = HashTree()
        var hasher = SHA256()
        var leaves: [Digest] = []
        for number in 0..<UInt8(200) {
            #expect(tree.root(with: &hasher) == root(leaves[...]), "\(number) leaves")
            let leaf = SHA256.hash([0, number])
            leaves.append(leaf)
            tree.append(leaf, with: &hasher)
        }
        #expect(HashTree(leafCount: tree.leafCount, frontier: tree.frontier) == tree)
        #expect(HashTree(leafCount: 7, frontier: tree.frontier) == nil || tree.frontier.count == 3)
    }

    @Test("The root is the one that others compute: three leaves of RFC 6962's reference tests")
    func knownAnswers() {
        var tree = HashTree()
        var hasher = SHA256()
        let expected = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ]
        for (data, root) in zip([[], [0x00], [0x10]] as [[UInt8]], expected) {
            tree.append(SHA256.hash([0] + data), with: &hasher)
            #expect(tree.root(with: &hasher).description == root)
        }
    }

    @Test("The processor's checksum and the table's agree, and with the published value")
    func checksum() {
        var random = SeededGenerator(seed: 3)
        #expect(Checksums.hardware(Array("123456789".utf8)) == 0xE306_9283)
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Checksums.hardware(bytes) == Checksums.portable(bytes))
        }
    }
}
