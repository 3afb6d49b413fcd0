import EventLog
import Testing

@Suite("Verification")
struct VerifyTests {
    private func log(blocks: Int, eventsPerBlock: Int = 3) throws -> MemoryBlockStore {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<blocks { _ = try log.append(Array(repeating: .plain(), count: eventsPerBlock)) }
        return store
    }

    @Test("A damaged block is found, its range named, and the rest still read")
    func damagedBlock() throws {
        let store = try log(blocks: 5)
        store.changeBlock(at: 2) { $0[100] ^= 1 }
        let report = try EventLog.verify(store: store)
        #expect(report.findings.count == 1)
        let finding = try #require(report.findings.first)
        #expect(finding.kind == .blockDamaged && finding.detail == "checksum-mismatch")
        #expect(finding.sequence.rawValue == 7 && finding.lastSequence?.rawValue == 9)
        #expect(report.soundRanges.map(\.lowerBound.rawValue) == [1, 10])
        #expect(report.soundRanges.map(\.upperBound.rawValue) == [6, 15])
        #expect(report.eventCount == 12 && report.treeRoot == nil)
        // Opening reads everything since the last note of the tree, so it meets the damage too.
        #expect(code { _ = try EventLog(store: store, clock: .fixed) } == .damaged)
    }

    @Test("Reading gives the events before the damage, then says where it is")
    func readingDamage() throws {
        let store = try log(blocks: 4)
        let log = try EventLog(store: store, clock: .fixed)
        store.changeBlock(at: 1) { $0[40] ^= 0x80 }
        var seen = 0
        do {
            try log.read { _ in
                seen += 1
                return .continue
            }
            Issue.record("read past the damage")
        } catch {
            #expect(error.code == .damaged && error.sequence?.rawValue == 4)
        }
        #expect(seen == 3)
    }

    @Test("A missing block is a gap, and a missing end is seen by the tree's note")
    func missingBlocks() throws {
        let store = try log(blocks: 6)
        store.changeBlock(at: 3) { $0 = [] }
        let report = try EventLog.verify(store: store)
        #expect(report.findings.map(\.kind) == [.gap])
        #expect(report.findings.first?.sequence.rawValue == 10)
        #expect(report.findings.first?.lastSequence?.rawValue == 12)
        #expect(report.treeRoot == nil && report.eventCount == 15)

        let long = try log(blocks: 300, eventsPerBlock: 1)
        for _ in 0..<60 { long.changeBlock(at: 240) { $0 = [] } }
        #expect(try EventLog.verify(store: long).findings.map(\.kind) == [.treeMismatch])
        #expect(code { _ = try EventLog(store: long, clock: .fixed) } == .damaged)
    }

    @Test("A block rewritten with a right checksum is seen by the tree's note")
    func forgedBlock() throws {
        let honest = try log(blocks: 300, eventsPerBlock: 1)
        let forger = MemoryBlockStore()
        let forged = try EventLog(store: forger, clock: .fixed)
        for number in 0..<300 {
            _ = try forged.append([.plain(number == 17 ? "what never was said" : "as it was")])
        }
        let header = try #require(try honest.header())
        forger.changeHeader { $0 = header }
        #expect(try EventLog.verify(store: forger).findings.map(\.kind) == [.treeMismatch])
    }

    @Test("Mutated blocks are found or read, and nothing traps", arguments: UInt64(1)...60)
    func hostileBlocks(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        for _ in 0..<6 {
            var batch = log.makeBatch()
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                try SampleEvent.random(sequence: batch.nextSequence.rawValue, using: &random).append(
                    to: &batch)
            }
            try log.append(&batch)
        }
        let sound = try EventLog.verify(store: store)
        #expect(sound.isSound)
        let index = Int.random(in: 0..<store.blockKeys.count, using: &random)
        var changed = false
        store.changeBlock(at: index) { block in
            let before = block
            RecordViewTests.mutate(&block, using: &random)
            if block.isEmpty { block = [0] }
            changed = block != before
        }
        let report = try EventLog.verify(store: store)
        #expect(report.isSound == !changed, "replay with seed \(seed)")
        _ = try? log.read { record in
            RecordViewTests.readEverything(record.withRecordBytes { $0.withUnsafeBytes { [UInt8]($0) } })
            return .continue
        }
    }

    @Test("Blocks with a forged checksum are found or read, and nothing traps", arguments: UInt64(1)...120)
    func forgedBlocks(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let store = try log(blocks: 3, eventsPerBlock: 5)
        let key = store.blockKeys[1]
        store.changeBlock(at: 1) { block in
            RecordViewTests.mutate(&block, using: &random)
            while block.count < 33 { block.append(0) }
            block[4] = UInt8(ascii: "T")
            block[5] = 1
            let covered = withUnsafeBytes(of: key.littleEndian) { [UInt8]($0) } + block[4...]
            withUnsafeBytes(of: Checksums.hardware(covered).littleEndian) {
                block.replaceSubrange(0..<4, with: [UInt8]($0))
            }
        }
        let report = try EventLog.verify(store: store)
        #expect(report.blockCount == 3, "replay with seed \(seed)")
    }
}
