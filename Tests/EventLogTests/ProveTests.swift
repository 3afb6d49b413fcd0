import Cryptography
import Testing

@testable import EventLog

@Suite("Proofs out of a log")
struct ProveTests {
    /// Blocks of one to four events; the sizes after each block with the last event and the root.
    private func log(blocks: Int) throws -> (log: EventLog, store: MemoryBlockStore, heads: [TreeHead]) {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        var heads = [TreeHead(size: 0, lastSequence: nil, root: log.head.treeRoot)]
        for number in 0..<blocks {
            let events = (0...number % 4).map { SampleEvent.plain("event \($0) of commit \(number)") }
            _ = try log.append(events)
            heads.append(
                TreeHead(
                    size: log.head.blockCount, lastSequence: log.head.lastSequence, root: log.head.treeRoot))
        }
        return (log, store, heads)
    }

    @Test("Every event is proved at every size that holds it, with its own bytes and nobody else's")
    func everyEvent() throws {
        let (log, _, heads) = try log(blocks: 13)
        for head in heads {
            for number in 1...(log.head.lastSequence?.rawValue ?? 0) {
                let sequence = Envelope.Sequence(rawValue: number)
                guard let last = head.lastSequence, sequence <= last else {
                    #expect(code { _ = try log.prove(sequence, at: head.size) } == .outOfRange)
                    continue
                }
                let proof = try log.prove(sequence, at: head.size)
                #expect(proof.root == head.root && proof.size == head.size)
                #expect(
                    try log.withRecord(sequence) { $0.withRecordBytes { $0.withUnsafeBytes { [UInt8]($0) } } }
                        == proof.record)
                #expect(proof.header.count == 28 && proof.path.count <= 4)
            }
        }
        #expect(code { _ = try log.prove(.first, at: 14) } == .outOfRange)
        #expect(code { _ = try log.prove(Envelope.Sequence(rawValue: 0), at: 13) } == .outOfRange)
    }

    @Test("Every pair of sizes is proved consistent")
    func everyPair() throws {
        let (log, _, heads) = try log(blocks: 11)
        for new in heads {
            for old in heads {
                guard old.size <= new.size else {
                    #expect(
                        code { _ = try log.proveConsistency(from: old.size, to: new.size) } == .outOfRange)
                    continue
                }
                let proof = try log.proveConsistency(from: old.size, to: new.size)
                #expect(proof.older == old && proof.newer == new && proof.isProved)
            }
        }
    }

    @Test("Sizes and last events belong together, in a log of more blocks than one read transaction too")
    func sizes() throws {
        let (log, _, heads) = try log(blocks: 9)
        for head in heads {
            #expect(try log.treeHead(at: head.size) == head)
            #expect(try log.root(at: head.size) == head.root)
            #expect(try log.lastSequence(at: head.size) == head.lastSequence)
            if let last = head.lastSequence {
                #expect(try log.treeSize(holding: last) == head.size)
                if last < (log.head.lastSequence ?? .first) {
                    #expect(try log.treeSize(holding: last.next) == head.size + 1)
                }
            }
        }
        #expect(try log.treeSize(holding: (log.head.lastSequence ?? .first).next) == nil)
        #expect(code { _ = try log.lastSequence(at: 10) } == .outOfRange)

        let store = MemoryBlockStore()
        let long = try EventLog(store: store, clock: .fixed)
        for _ in 0..<5_000 { _ = try long.append([.plain("x")]) }
        let proof = try long.prove(Envelope.Sequence(rawValue: 4_500), at: 5_000)
        #expect(proof.root == long.head.treeRoot)
        #expect(try long.lastSequence(at: 4_700)?.rawValue == 4_700)
        #expect(try long.proveConsistency(from: 4_097, to: 5_000).isProved)
    }

    @Test(
        "A log whose beginning is in archives gives the same proofs of what it still has", arguments: 1...12)
    func pruned(archived: UInt64) throws {
        let (whole, store, heads) = try log(blocks: 13)
        var tree = HashTree()
        var hasher = BlockHasher()
        _ = try store.scan(.after(0)) { key, bytes in
            guard let block = try? BlockView(validating: bytes, firstSequence: key) else { return false }
            hasher.append(hasher.leaf(of: block), to: &tree)
            return tree.leafCount < archived
        }
        let last = heads[Int(archived)].lastSequence?.rawValue ?? 0
        var expected: [EventInclusion] = []
        let end = whole.head.lastSequence?.rawValue ?? 0
        for number in last + 1...end {
            expected.append(try whole.prove(Envelope.Sequence(rawValue: number), at: 13))
        }
        let paths = try (archived...13).map { try whole.proveConsistency(from: $0, to: 13) }
        let prefix = ArchivedPrefix(identity: whole.identity, lastSequence: last, tree: tree)
        _ = try EventLog.prune(store, archived: prefix)
        let pruned = try EventLog(store: store, clock: .fixed)
        for number in last + 1...end {
            let proof = try pruned.prove(Envelope.Sequence(rawValue: number), at: 13)
            #expect(proof == expected[Int(number - last - 1)] && proof.root == heads[13].root)
        }
        #expect(try (archived...13).map { try pruned.proveConsistency(from: $0, to: 13) } == paths)
        #expect(code { _ = try pruned.prove(Envelope.Sequence(rawValue: last), at: 13) } == .archived)
        #expect(code { _ = try pruned.proveConsistency(from: archived - 1, to: 13) } == .archived)
        #expect(try pruned.treeHead(at: archived) == heads[Int(archived)])
        for size in archived...13 {
            #expect(try pruned.lastSequence(at: size) == heads[Int(size)].lastSequence)
        }
        let witnesses = heads.map { Witness(size: $0.size, root: $0.root) }
        let report = try pruned.verify(witnesses: witnesses)
        #expect(report.isSound && report.witnesses?.newest == heads[13])
        #expect(
            report.witnesses?.matched == 14 - Int(archived) && report.witnesses?.uncompared == Int(archived))
    }

    @Test("A proof with any part changed leads to another root or to none")
    func changed() throws {
        let (log, _, heads) = try log(blocks: 13)
        let proof = try log.prove(Envelope.Sequence(rawValue: 9), at: 13)
        let root = heads[13].root
        #expect(proof.root == root)
        func changed(
            sequence: UInt64? = nil, record: [UInt8]? = nil, first: UInt64? = nil, header: [UInt8]? = nil,
            hashes: [Digest]? = nil, index: UInt64? = nil, size: UInt64? = nil
        ) -> Digest? {
            EventInclusion(
                sequence: Envelope.Sequence(rawValue: sequence ?? proof.sequence.rawValue),
                record: record ?? proof.record,
                firstSequence: Envelope.Sequence(rawValue: first ?? proof.firstSequence.rawValue),
                header: header ?? proof.header, eventHashes: hashes ?? proof.eventHashes,
                index: index ?? proof.index, size: size ?? proof.size, path: proof.path
            ).root
        }
        #expect(changed() == root)
        for index in proof.record.indices {
            var record = proof.record
            record[index] ^= 1
            #expect(changed(record: record) == nil)
        }
        for index in proof.header.indices {
            var header = proof.header
            header[index] ^= 1
            #expect(changed(header: header) != root)
        }
        #expect(changed(sequence: 8) == nil && changed(sequence: 10) == nil)
        #expect(changed(sequence: 10, first: proof.firstSequence.rawValue + 1) != root)
        #expect(changed(sequence: .max) == nil && changed(first: 0) == nil && changed(header: []) == nil)
        #expect(changed(hashes: []) == nil)
        #expect(changed(hashes: proof.eventHashes + [proof.eventHashes[0]]) == nil)
        #expect(changed(index: proof.index + 1) != root && changed(size: 40) != root)
    }

    @Test("A damaged block ends the making of a proof")
    func damaged() throws {
        let (log, store, _) = try log(blocks: 9)
        store.changeBlock(at: 5) { $0[50] ^= 1 }
        #expect(code { _ = try log.prove(.first, at: 9) } == .damaged)
        #expect(code { _ = try log.proveConsistency(from: 2, to: 7) } == .damaged)
        #expect(try log.proveConsistency(from: 2, to: 5).isProved)
        store.changeBlock(at: 5) { $0 = [] }
        #expect(code { _ = try log.treeHead(at: 9) } == .damaged)
    }
}

@Suite("Witnesses of a log")
struct WitnessTests {
    private func log(blocks: Int, changing changed: Int? = nil) throws -> EventLog {
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        for number in 0..<blocks {
            _ = try log.append([.plain(number == changed ? "what never was said" : "as it was \(number)")])
        }
        return log
    }

    @Test("Each witness is compared at its size, and the report says how far the newest reaches")
    func matching() throws {
        let log = try log(blocks: 20)
        let witnesses = try [20, 0, 7, 7, 13].map { Witness(size: $0, root: try log.root(at: $0)) }
        let report = try log.verify(witnesses: witnesses)
        #expect(report.isSound)
        let reach = try #require(report.witnesses)
        #expect(reach.matched == 5 && reach.given == 5)
        #expect(reach.newest == (try log.treeHead(at: 20)))
        #expect(try log.verify().witnesses == nil)
        #expect(try log.verify(witnesses: [witnesses[4]]).witnesses?.newest?.lastSequence?.rawValue == 13)
    }

    @Test("A changed log contradicts every witness behind the change, and none before it")
    func mismatch() throws {
        let honest = try log(blocks: 20)
        let witnesses = try (0...20).map {
            Witness(size: $0, root: try honest.root(at: $0), label: "note \($0)")
        }
        let report = try log(blocks: 20, changing: 9).verify(witnesses: witnesses)
        #expect(report.findings.count == 11)
        #expect(report.findings.allSatisfy { $0.kind == .witnessMismatch })
        #expect(report.findings.first?.detail.contains("note 10") == true)
        #expect(report.witnesses?.newest?.size == 9 && report.witnesses?.mismatched == 11)
    }

    @Test("A log that ends before a witness, or is damaged before it, says so")
    func beyond() throws {
        let honest = try log(blocks: 20)
        let witnesses = try [5, 12, 18].map { Witness(size: $0, root: try honest.root(at: $0)) }
        let short = try log(blocks: 12).verify(witnesses: witnesses)
        #expect(short.findings.map(\.kind) == [.witnessBeyondEnd])
        #expect(short.findings.first?.sequence.rawValue == 13)
        #expect(short.witnesses?.matched == 2 && short.witnesses?.beyondEnd == 1)

        let store = MemoryBlockStore()
        let damaged = try EventLog(store: store, clock: .fixed)
        for number in 0..<20 { _ = try damaged.append([.plain("as it was \(number)")]) }
        store.changeBlock(at: 8) { $0[60] ^= 1 }
        let report = try EventLog.verify(store: store, witnesses: witnesses)
        #expect(report.findings.map(\.kind) == [.blockDamaged])
        #expect(report.witnesses?.matched == 1 && report.witnesses?.uncompared == 2)
    }
}
