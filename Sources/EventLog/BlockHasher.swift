internal import Cryptography

/// Hashes a block to its leaf: SHA-256 of 0x00, the block's first sequence, its header without the checksum, and the
/// SHA-256 of each record. So one event can be proved with the hashes of its neighbours, without their text; the
/// checksum is left out because it would tell something of them.
struct BlockHasher: ~Copyable {
    private var sha256 = SHA256()
    private var preimage: [UInt8] = []

    mutating func begin(firstSequence: UInt64, header: UnsafeRawBufferPointer) {
        preimage.removeAll(keepingCapacity: true)
        preimage.append(0)
        withUnsafeBytes(of: firstSequence.littleEndian) { preimage.append(contentsOf: $0) }
        preimage.append(contentsOf: header[BlockLayout.magic..<BlockLayout.headerBytes])
    }

    mutating func add(record: UnsafeRawBufferPointer) {
        let digest = sha256.hash(record)
        digest.withUnsafeBytes { preimage.append(contentsOf: $0) }
    }

    mutating func finish() -> Digest {
        sha256.update(preimage)
        return sha256.finish()
    }

    mutating func leaf(of block: borrowing BlockView) -> Digest {
        block.withHeader { begin(firstSequence: block.firstSequence.rawValue, header: $0) }
        for index in 0..<block.count {
            block.recordBytes(index).withUnsafeBytes { add(record: $0) }
        }
        return finish()
    }

    mutating func append(_ leaf: Digest, to tree: inout HashTree) { tree.append(leaf, with: &sha256) }

    mutating func root(of tree: HashTree) -> Digest { tree.root(with: &sha256) }
}
