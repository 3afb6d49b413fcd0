package import Cryptography

/// One event, and all that ties it to a root of the tree: the header of its block, the hashes of the block's events,
/// and the path from the block to the root. It says nothing of any other event but its hash.
package struct EventInclusion: Hashable, Sendable {
    /// A block's bytes 4 to 31. The checksum in front of them would tell something of the other events.
    package static let headerByteCount = BlockLayout.headerBytes - BlockLayout.magic

    package let sequence: Envelope.Sequence
    package let record: [UInt8]
    /// The first event of its block.
    package let firstSequence: Envelope.Sequence
    package let header: [UInt8]
    /// Of every event of the block, in order; this one's too.
    package let eventHashes: [Digest]
    /// The block's place in the tree, from 0.
    package let index: UInt64
    package let size: UInt64
    package let path: [Digest]

    package init(
        sequence: Envelope.Sequence, record: [UInt8], firstSequence: Envelope.Sequence, header: [UInt8],
        eventHashes: [Digest], index: UInt64, size: UInt64, path: [Digest]
    ) {
        self.sequence = sequence
        self.record = record
        self.firstSequence = firstSequence
        self.header = header
        self.eventHashes = eventHashes
        self.index = index
        self.size = size
        self.path = path
    }

    /// The root that follows from all this; nil when the parts contradict each other. Whoever compares it with a root
    /// that he trusts knows that the log of that root has this event at this number.
    package var root: Digest? {
        guard header.count == Self.headerByteCount, header[0] == BlockLayout.magicByte,
            header[1] == BlockLayout.currentVersion,
            Int(header[2]) | Int(header[3]) << 8 == eventHashes.count,
            firstSequence.rawValue > 0, firstSequence.rawValue < BlockLayout.sequenceEnd,
            sequence >= firstSequence, sequence.rawValue - firstSequence.rawValue < UInt64(eventHashes.count),
            eventHashes[Int(sequence.rawValue - firstSequence.rawValue)] == SHA256.hash(record)
        else { return nil }
        return MerkleProof.root(leaf: leaf, index: index, size: size, path: path)
    }

    /// The block's leaf, as `docs/log-format.md` says.
    private var leaf: Digest {
        var hasher = SHA256()
        hasher.update(byte: 0)
        withUnsafeBytes(of: firstSequence.rawValue.littleEndian) { hasher.update($0) }
        hasher.update(header)
        for hash in eventHashes { hasher.update(hash) }
        return hasher.finish()
    }
}

/// That the log of the newer root begins with all of the log of the older one.
package struct TreeConsistency: Hashable, Sendable {
    package let older: TreeHead
    package let newer: TreeHead
    package let path: [Digest]

    package var isProved: Bool {
        MerkleProof.isConsistent(
            oldSize: older.size, oldRoot: older.root, newSize: newer.size, newRoot: newer.root, path: path)
    }
}

/// The tree over the log's first blocks.
package struct TreeHead: Hashable, Sendable {
    /// Blocks.
    package let size: UInt64
    /// The last event of those blocks; nil when there are none.
    package let lastSequence: Envelope.Sequence?
    package let root: Digest
}
