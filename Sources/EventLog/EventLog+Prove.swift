package import Cryptography

extension EventLog {
    /// The tree as it was when the log had `size` blocks. It reads the log up to there, in little memory.
    package func treeHead(at size: UInt64) throws(EventLogError) -> TreeHead {
        var heads: [TreeHead] = []
        try walkBlocks(to: size, headsAt: [size], heads: &heads) { _, _, _ in }
        return heads[0]
    }

    package func root(at size: UInt64) throws(EventLogError) -> Digest { try treeHead(at: size).root }

    /// The last event of the first `size` blocks; nil for none. It looks at the keys alone.
    package func lastSequence(at size: UInt64) throws(EventLogError) -> Envelope.Sequence? {
        let head = head
        try checkSize(size)
        if size == 0 { return nil }
        if size == head.blockCount { return head.lastSequence }
        var following: UInt64?
        try walkKeys { index, key in
            if index == size { following = key }
            return index < size
        }
        guard let following else { throw Self.shrunk() }
        return Envelope.Sequence(rawValue: following - 1)
    }

    /// The smallest number of blocks that holds the event; nil when the log has none of that number.
    package func treeSize(holding sequence: Envelope.Sequence) throws(EventLogError) -> UInt64? {
        guard let last = head.lastSequence, sequence >= .first, sequence <= last else { return nil }
        try refuseArchived(sequence)
        var size = beginning.tree.leafCount
        try walkKeys { index, key in
            guard key <= sequence.rawValue else { return false }
            size = index + 1
            return true
        }
        return size
    }

    /// Proves one event to whoever has the root of the first `size` blocks.
    package func prove(
        _ sequence: Envelope.Sequence, at size: UInt64
    ) throws(EventLogError) -> EventInclusion {
        try checkSize(size)
        if sequence >= .first { try refuseArchived(sequence) }
        guard let holding = try treeSize(holding: sequence), holding <= size else {
            throw EventLogError(
                .outOfRange, sequence: sequence, detail: "the first \(size) blocks have no such event")
        }
        let index = holding - 1
        var collector = ProofCollector(.inclusion(of: index, size: size))
        collector.begin(behind: beginning.tree)
        var disclosed: (record: [UInt8], first: Envelope.Sequence, header: [UInt8], hashes: [Digest])?
        var heads: [TreeHead] = []
        try walkBlocks(to: size, headsAt: [], heads: &heads) { position, block, leaf in
            collector.add(leaf)
            guard position == index else { return }
            let header = block.withHeader { [UInt8]($0[BlockLayout.magic...]) }
            var hasher = SHA256()
            var hashes: [Digest] = []
            for place in 0..<block.count {
                hashes.append(block.recordBytes(place).withUnsafeBytes { hasher.hash($0) })
            }
            let place = Int(sequence.rawValue - block.firstSequence.rawValue)
            guard place < block.count else { return }
            let record = block.recordBytes(place).withUnsafeBytes { [UInt8]($0) }
            disclosed = (record, block.firstSequence, header, hashes)
        }
        guard let disclosed else {
            throw EventLogError(.damaged, sequence: sequence, detail: "its block does not hold it")
        }
        return EventInclusion(
            sequence: sequence, record: disclosed.record, firstSequence: disclosed.first,
            header: disclosed.header, eventHashes: disclosed.hashes, index: index, size: size,
            path: collector.finish())
    }

    /// Proves that the first `newSize` blocks begin with the first `oldSize`.
    package func proveConsistency(
        from oldSize: UInt64, to newSize: UInt64
    ) throws(EventLogError) -> TreeConsistency {
        try checkSize(newSize)
        guard oldSize <= newSize else {
            throw EventLogError(.outOfRange, detail: "from \(oldSize) to \(newSize) blocks is backwards")
        }
        try checkSize(oldSize)
        let hasPath = oldSize > 0 && oldSize < newSize
        var collector = ProofCollector(hasPath ? .consistency(from: oldSize, to: newSize) : .none)
        collector.begin(behind: beginning.tree)
        var heads: [TreeHead] = []
        try walkBlocks(to: newSize, headsAt: [oldSize, newSize], heads: &heads) { _, _, leaf in
            collector.add(leaf)
        }
        return TreeConsistency(
            older: heads[0], newer: heads[heads.count - 1], path: collector.finish())
    }
}

// MARK: - Walking

extension EventLog {
    private func checkSize(_ size: UInt64) throws(EventLogError) {
        let blocks = head.blockCount
        guard size <= blocks else {
            throw EventLogError(.outOfRange, detail: "the log has \(blocks) blocks, not \(size)")
        }
        guard size >= beginning.tree.leafCount else {
            throw EventLogError(
                .archived, detail: "the first \(beginning.tree.leafCount) blocks are in archives")
        }
    }

    /// Gives each of the first `size` blocks with its leaf, and notes the tree's head at each of the rising `sizes`.
    private func walkBlocks(
        to size: UInt64,
        headsAt sizes: [UInt64],
        heads: inout [TreeHead],
        _ body: (UInt64, borrowing BlockView, Digest) -> Void
    ) throws(EventLogError) {
        try checkSize(size)
        var hasher = BlockHasher()
        var tree = beginning.tree
        var last = beginning.lastSequence
        var noted = heads
        func note() {
            guard sizes.contains(tree.leafCount) else { return }
            let sequence = last == 0 ? nil : Envelope.Sequence(rawValue: last)
            noted.append(
                TreeHead(size: tree.leafCount, lastSequence: sequence, root: hasher.root(of: tree)))
        }
        note()
        while tree.leafCount < size {
            var failure: EventLogError?
            var served = 0
            let before = tree.leafCount
            _ = try store.scan(.after(last)) { key, bytes in
                do throws(EventLogError) {
                    let block = try Self.checked(bytes, key: key)
                    guard key == last + 1 else {
                        throw EventLogError(
                            .damaged, sequence: block.firstSequence, detail: "a gap before this block")
                    }
                    let leaf = hasher.leaf(of: block)
                    body(tree.leafCount, block, leaf)
                    hasher.append(leaf, to: &tree)
                    last = block.lastSequence.rawValue
                    note()
                    served += block.count
                    return tree.leafCount < size && served < Self.eventsPerReadTransaction
                } catch {
                    failure = error
                    return false
                }
            }
            if let failure { throw failure }
            guard tree.leafCount > before else { throw Self.shrunk() }
        }
        heads = noted
    }

    /// Gives the number of each block, from 0, and its first sequence, until `body` says false.
    private func walkKeys(_ body: (UInt64, UInt64) -> Bool) throws(EventLogError) {
        var index = beginning.tree.leafCount
        var last = beginning.lastSequence
        var more = true
        while more {
            var served = 0
            var wanted = true
            let ended = try store.scan(.after(last)) { key, _ in
                wanted = body(index, key)
                index += 1
                last = key
                served += 1
                return wanted && served < Self.eventsPerReadTransaction
            }
            more = ended && wanted
        }
    }

    private static func shrunk() -> EventLogError {
        EventLogError(.damaged, detail: "the store has fewer blocks than the log's head")
    }
}
