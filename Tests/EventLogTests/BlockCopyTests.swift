import Cryptography
import EventLog
import Testing

@Suite("Stored blocks, copied and pruned")
struct BlockCopyTests {
    static func fill(_ log: EventLog, commits: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<commits {
            var batch = log.makeBatch()
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                try SampleEvent.random(sequence: batch.nextSequence.rawValue, using: &random).append(
                    to: &batch)
            }
            try log.append(&batch)
        }
    }

    static func blocks(of log: EventLog) throws -> [RawBlock] {
        var blocks: [RawBlock] = []
        try log.readBlocks { first, bytes in
            blocks.append(
                RawBlock(firstSequence: first.rawValue, bytes: bytes.withUnsafeBytes { [UInt8]($0) }))
            return .continue
        }
        return blocks
    }

    @Test("A copy of the stored blocks has the same root, wherever it was cut off", arguments: UInt64(1)...8)
    func copy(seed: UInt64) throws {
        let source = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        try Self.fill(source, commits: 400, seed: seed)
        let blocks = try Self.blocks(of: source)
        #expect(UInt64(blocks.count) == source.head.blockCount)
        let folder = try TemporaryDirectory()
        let cut = blocks.count * Int(seed) / 9
        do {
            let importer = try BlockImporter.open(
                directory: folder.path, identity: source.identity, createdAt: source.createdAt)
            for block in blocks[..<cut] { try importer.add(block) }
            try importer.flush()
        }
        let importer = try BlockImporter.open(
            directory: folder.path, identity: source.identity, createdAt: source.createdAt)
        #expect(importer.blockCount == UInt64(cut))
        for block in blocks[max(0, cut - 2)...] { try importer.add(block) }
        let report = try importer.finish()
        #expect(report.isSound && report.treeRoot == source.head.treeRoot)
    }

    @Test("A copy appends like the log it was made of")
    func goesOn() throws {
        let source = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        try Self.fill(source, commits: 30, seed: 3)
        let store = MemoryBlockStore()
        let importer = try BlockImporter(
            store: store, identity: source.identity, createdAt: source.createdAt)
        for block in try Self.blocks(of: source) { try importer.add(block) }
        #expect(try importer.finish().isSound)
        let copy = try EventLog(store: store, clock: .fixed)
        _ = try copy.append([.plain()])
        _ = try source.append([.plain()])
        #expect(try copy.verify().treeRoot == source.verify().treeRoot)
        #expect(copy.identity == source.identity)
    }

    @Test("What does not follow, is damaged or belongs to another log is refused")
    func refusals() throws {
        let source = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        try Self.fill(source, commits: 5, seed: 1)
        let blocks = try Self.blocks(of: source)
        let store = MemoryBlockStore()
        let importer = try BlockImporter(
            store: store, identity: source.identity, createdAt: source.createdAt)
        try importer.add(blocks[0])
        #expect(code { try importer.add(blocks[2]) } == .damaged)
        var bytes = blocks[1].bytes
        bytes[40] ^= 1
        let forged = RawBlock(firstSequence: blocks[1].firstSequence, bytes: bytes)
        #expect(code { try importer.add(forged) } == .damaged)
        #expect(code { try importer.add(blocks[0]) } == nil)
        var other = blocks[0].bytes
        other[60] ^= 1
        #expect(code { try importer.add(RawBlock(firstSequence: 1, bytes: other)) } == .differentLog)
        try importer.flush()
        #expect(
            code {
                _ = try BlockImporter(store: store, identity: [UInt8](repeating: 1, count: 16), createdAt: 0)
            } == .differentLog)
    }

    @Test("A pruned log opens, appends, verifies, and says where the rest is", arguments: UInt64(1)...6)
    func pruned(seed: UInt64) throws {
        let folder = try TemporaryDirectory()
        let options = EventLogOptions(reserveBytes: 0)
        let root: String
        let identity: [UInt8]
        let cut: RawBlock
        var chain = BlockChain(behind: LogBeginning())
        do {
            let log = try EventLog.open(directory: folder.path, options: options, clock: .fixed)
            try Self.fill(log, commits: 50 * Int(seed), seed: seed)
            root = log.head.treeRoot.description
            identity = log.identity
            let blocks = try Self.blocks(of: log)
            let end = blocks.count * Int(seed) / 8
            for block in blocks[...end] { try chain.add(block) }
            cut = blocks[end + 1]
        }
        let archived = ArchivedPrefix(
            identity: identity, lastSequence: chain.lastSequence, tree: chain.tree)
        let receipt = try EventLog.prune(directory: folder.path, archived: archived)
        #expect(UInt64(receipt.removedBlockCount) == chain.tree.leafCount)
        let report = try EventLog.verify(directory: folder.path)
        #expect(report.isSound && report.treeRoot?.description == root)
        #expect(report.beginning.lastSequence == cut.firstSequence - 1)
        let log = try EventLog.open(directory: folder.path, options: options, clock: .fixed)
        #expect(log.head.treeRoot.description == root)
        #expect(code { _ = try log.events() } == .archived)
        #expect(code { _ = try log.withRecord(.first) { _ in } } == .archived)
        #expect(try log.events(from: log.beginning.firstSequence).count > 0)
        for _ in 0..<300 { _ = try log.append([.plain()]) }
        #expect(try log.verify().isSound)
        #expect(try log.figures().archivedEventCount == chain.lastSequence)
    }

    @Test("A pruning that was cut off leaves a sound log and is gone on with")
    func prunedInPart() throws {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<600 { _ = try log.append([.plain()]) }
        var chain = BlockChain(behind: LogBeginning())
        let blocks = try Self.blocks(of: log)
        for block in blocks[..<400] { try chain.add(block) }
        let archived = ArchivedPrefix(
            identity: log.identity, lastSequence: chain.lastSequence, tree: chain.tree)
        _ = try EventLog.prune(store, archived: archived)
        // As a kill between the header and the last removal leaves it.
        try store.restore(blocks[350..<400])
        #expect(try EventLog.verify(store: store).isSound)
        let opened = try EventLog(store: store, clock: .fixed)
        #expect(code { _ = try opened.events(from: .init(rawValue: 390)) } == .archived)
        #expect(try opened.events(from: .init(rawValue: 401)).count == 200)
        #expect(try EventLog.prune(store, archived: archived).removedBlockCount == 50)
    }

    @Test("A whole log keeps the header of version 1; a pruned one says more in version 2")
    func headerVersions() throws {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<300 { _ = try log.append([.plain()]) }
        let whole = try #require(try store.header())
        #expect(whole.count == 1_344 && whole[8] == 1)
        var chain = BlockChain(behind: LogBeginning())
        for block in try Self.blocks(of: log)[..<280] { try chain.add(block) }
        let archived = ArchivedPrefix(
            identity: log.identity, lastSequence: chain.lastSequence, tree: chain.tree)
        _ = try EventLog.prune(store, archived: archived)
        let pruned = try #require(try store.header())
        #expect(pruned.count == 2_648 && pruned[8] == 2)
        #expect(pruned[1_344] == 24 && pruned[1_345] == 1 && pruned[1_352] == 24 && pruned[1_353] == 1)
        #expect(pruned[16..<40] == whole[16..<40])
        for place in [1_344, 1_352, 1_360, 1_368, 2_647] {
            let copy = MemoryBlockStore()
            copy.changeHeader {
                $0 = pruned
                $0[place] ^= 1
            }
            #expect(code { _ = try EventLog(store: copy, clock: .fixed) } == .damaged)
        }
    }

    @Test("A checkpoint from before a pruned log's beginning does not keep later ones from being compared")
    func prunedWitnesses() throws {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<300 { _ = try log.append([.plain()]) }
        var chain = BlockChain(behind: LogBeginning())
        var roots: [UInt64: Digest] = [:]
        for block in try Self.blocks(of: log) {
            try chain.add(block)
            roots[chain.tree.leafCount] = chain.root()
            guard chain.tree.leafCount == 200 else { continue }
            _ = try EventLog.prune(
                store,
                archived: ArchivedPrefix(
                    identity: log.identity, lastSequence: chain.lastSequence, tree: chain.tree))
        }
        func verify(_ sizes: [UInt64], forged: UInt64? = nil) throws -> VerifyReport {
            let witnesses = sizes.map {
                Witness(size: $0, root: $0 == forged ? Digest() : roots[$0] ?? Digest())
            }
            return try EventLog.verify(store: store, witnesses: witnesses)
        }
        let report = try verify([100, 200, 290])
        #expect(report.isSound && report.witnesses?.matched == 2 && report.witnesses?.uncompared == 1)
        #expect(try verify([100, 290], forged: 290).findings.map(\.kind) == [.witnessMismatch])
        #expect(try verify([100, 200], forged: 200).findings.map(\.kind) == [.witnessMismatch])
    }

    @Test("What the archives do not hold is not pruned, nor the last block")
    func notPruned() throws {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<20 { _ = try log.append([.plain()]) }
        let other = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        for _ in 0..<10 { _ = try other.append([.plain("another one")]) }
        func prune(_ last: UInt64, _ tree: HashTree, _ identity: [UInt8]) -> EventLogError.Code? {
            code {
                _ = try EventLog.prune(
                    store, archived: ArchivedPrefix(identity: identity, lastSequence: last, tree: tree))
            }
        }
        #expect(prune(10, other.head.tree, log.identity) == .differentLog)
        #expect(prune(10, other.head.tree, other.identity) == .differentLog)
        #expect(prune(20, log.head.tree, log.identity) == .sequenceConflict)
        #expect(store.blockKeys.count == 20)
    }

    @Test("The figures say how many events the last day brought")
    func figures() throws {
        let day: Int64 = 86_400_000_000
        for perDay in [1, 7, 100] {
            let time = Ticks()
            let clock = BlockClock {
                BlockTime(wall: time.next(day / Int64(perDay)), boot: 0, bootIdentity: 1)
            }
            let log = try EventLog(store: MemoryBlockStore(), clock: clock)
            for _ in 0..<(5 * perDay) { _ = try log.append([.plain()]) }
            let figures = try log.figures()
            #expect(figures.eventCount == UInt64(5 * perDay))
            #expect(figures.recentMicroseconds == day)
            #expect(figures.recentEventCount == UInt64(perDay) + 1)
            #expect(figures.bytesPerDay != nil)
        }
    }

    @Test("A walk names where it stopped")
    func walk() throws {
        let folder = try TemporaryDirectory()
        do {
            let log = try EventLog.open(
                directory: folder.path, options: EventLogOptions(reserveBytes: 0), clock: .fixed)
            for _ in 0..<200 { _ = try log.append([.plain(), .plain()]) }
        }
        let whole = BlockWalk.run(directory: folder.path, from: 1, to: nil)
        #expect(whole.problem == nil && whole.eventCount == 400 && whole.lastSequence == 400)
        let part = BlockWalk.run(directory: folder.path, from: 100, to: 200)
        #expect(part.problem == nil && part.lastSequence == 200 && part.eventCount < 104)
        #expect(BlockWalk.run(directory: folder.path, from: 1, to: 500).problem?.code == .damaged)
    }
}

/// A clock's ticks for a closure that may be called from anywhere.
private final class Ticks: @unchecked Sendable {
    private var now: Int64 = 0

    func next(_ step: Int64) -> Int64 {
        now += step
        return now
    }
}

extension MemoryBlockStore {
    /// Puts blocks back in front of those that are there.
    func restore(_ blocks: ArraySlice<RawBlock>) throws {
        let later = try EventLog(store: self, access: .readOnly, clock: .fixed)
        let kept = try BlockCopyTests.blocks(of: later, from: later.beginning.firstSequence)
        _ = try remove(through: .max, limit: .max)
        let all = Array(blocks) + kept
        try commit(
            all.map { BlockSlot(firstSequence: $0.firstSequence, byteCount: $0.bytes.count, pageCount: 0) },
            header: nil, mayUseReserve: true
        ) { index, bytes in bytes.copyBytes(from: all[index].bytes) }
    }
}

extension BlockCopyTests {
    static func blocks(of log: EventLog, from first: Envelope.Sequence) throws -> [RawBlock] {
        var blocks: [RawBlock] = []
        try log.readBlocks(from: first) { first, bytes in
            blocks.append(
                RawBlock(firstSequence: first.rawValue, bytes: bytes.withUnsafeBytes { [UInt8]($0) }))
            return .continue
        }
        return blocks
    }
}
