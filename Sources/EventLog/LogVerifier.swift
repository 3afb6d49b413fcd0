internal import Cryptography

/// Walks every block and record of a store, and reports what is wrong without ever stopping at it.
///
/// It checks bytes: order, gaps, checksums, layout, causes, and the hash tree against its note. What events mean, and
/// whether folds agree, is checked above. It does not survive a damaged page of LMDB itself, which may end the
/// process: run it in a child where that matters.
struct LogVerifier: ~Copyable {
    private static let eventsPerProgress: UInt64 = 65_536

    private var report = VerifyReport()
    private var hasher = BlockHasher()
    private var tree = HashTree()
    /// Nil once a block was damaged or missing.
    private var treeIsWhole = true
    private var header: LogHeader?
    /// The sequence at which the next block must begin; nil behind a damaged block, whose end is not known.
    private var expected: Envelope.Sequence? = .first
    private var lastKey: UInt64 = 0
    /// A damaged block, reported when the next one tells how far it reached.
    private var damaged: (kind: VerifyFinding.Kind, from: Envelope.Sequence, detail: String)?

    private var witnesses: WitnessDesk?

    private init(witnesses: [Witness]) { self.witnesses = witnesses.isEmpty ? nil : WitnessDesk(witnesses) }

    static func verify(
        _ store: any BlockStore,
        witnesses: [Witness],
        progress: (VerifyProgress) -> Void
    ) throws(EventLogError) -> VerifyReport {
        var verifier = LogVerifier(witnesses: witnesses)
        verifier.readHeader(of: store)
        verifier.witnesses?.skip(below: verifier.tree.leafCount)
        verifier.compareWithWitnesses()
        var more = true
        var reported: UInt64 = 0
        while more {
            var served = 0
            let after = verifier.lastKey
            do throws(EventLogError) {
                more = try store.scan(.after(after)) { key, bytes in
                    served += verifier.check(bytes, key: key)
                    return served < EventLog.eventsPerReadTransaction
                }
            } catch {
                verifier.storeFailed(error)
                more = false
            }
            if verifier.report.eventCount - reported >= Self.eventsPerProgress || !more {
                reported = verifier.report.eventCount
                progress(verifier.progress)
            }
        }
        verifier.finish()
        return verifier.report
    }

    private var progress: VerifyProgress {
        VerifyProgress(
            blockCount: report.blockCount, eventCount: report.eventCount,
            lastSequence: report.lastSequence ?? Envelope.Sequence(rawValue: 0))
    }

    private mutating func readHeader(of store: any BlockStore) {
        do throws(EventLogError) {
            guard let bytes = try store.header() else {
                return add(.headerDamaged, .first, detail: "there is no log header")
            }
            let header = try LogHeader.decode(bytes)
            self.header = header
            // Blocks that a pruning did not come to remove are in the archives, and not part of the log any more.
            tree = header.beginning.tree
            expected = header.beginning.firstSequence
            lastKey = header.beginning.lastSequence
            report.beginning = header.beginning
            report.blockCount = tree.leafCount
        } catch {
            add(error.code == .newerFormat ? .newerFormat : .headerDamaged, .first, detail: error.description)
        }
    }

    /// Checks a block; the number of its events, or 1 when it is damaged.
    private mutating func check(_ bytes: RawSpan, key: UInt64) -> Int {
        let first = Envelope.Sequence(rawValue: key)
        lastKey = key
        report.blockCount += 1
        let block: BlockView
        do throws(BlockFault) {
            block = try BlockView(validating: bytes, firstSequence: key)
        } catch {
            closeDamage(before: first)
            checkOrder(first)
            damaged = (error == .newerVersion ? .newerFormat : .blockDamaged, first, error.rawValue)
            treeIsWhole = false
            expected = nil
            report.lastSequence = first
            return 1
        }
        closeDamage(before: first)
        checkOrder(first)
        let recordsAreSound = checkRecords(of: block)
        report.lastSequence = max(report.lastSequence ?? .first, block.lastSequence)
        expected = block.lastSequence.next
        if treeIsWhole && recordsAreSound {
            hasher.append(hasher.leaf(of: block), to: &tree)
            compareWithNote()
            compareWithWitnesses()
        } else {
            treeIsWhole = false
        }
        return block.count
    }

    /// True unless a record is malformed.
    private mutating func checkRecords(of block: borrowing BlockView) -> Bool {
        var soundFrom: Envelope.Sequence? = block.firstSequence
        var allSound = true
        for index in 0..<block.count {
            let sequence = Envelope.Sequence(rawValue: block.firstSequence.rawValue + UInt64(index))
            do throws(RecordFault) {
                let record = try block.record(index)
                if !record.actorNameIsUTF8 { throw .actorNameNotUTF8 }
                checkReferences(of: record, block: block.firstSequence)
                if soundFrom == nil { soundFrom = sequence }
            } catch {
                add(.recordDamaged, sequence, block: block.firstSequence, detail: error.rawValue)
                if let start = soundFrom, start < sequence {
                    report.addSound(start, through: Envelope.Sequence(rawValue: sequence.rawValue - 1))
                }
                soundFrom = nil
                allSound = false
            }
        }
        if let soundFrom { report.addSound(soundFrom, through: block.lastSequence) }
        return allSound
    }

    /// There are no gaps, so an earlier number is an event that exists.
    private mutating func checkReferences(of record: borrowing RecordView, block: Envelope.Sequence) {
        if let causation = record.causation, causation >= record.sequence {
            add(.causationBroken, record.sequence, block: block, detail: "caused by \(causation)")
        }
        if let correlation = record.correlation, correlation > record.sequence {
            add(.causationBroken, record.sequence, block: block, detail: "belongs to \(correlation)")
        }
    }

    private mutating func checkOrder(_ first: Envelope.Sequence) {
        guard let expected else { return }
        if first > expected {
            let last = Envelope.Sequence(rawValue: first.rawValue - 1)
            add(.gap, expected, through: last, block: first, detail: "events are missing")
            treeIsWhole = false
        } else if first < expected {
            add(.overlap, first, block: first, detail: "the block before ends at \(expected.rawValue - 1)")
            treeIsWhole = false
        }
    }

    private mutating func closeDamage(before next: Envelope.Sequence?) {
        guard let (kind, from, detail) = damaged else { return }
        damaged = nil
        let last = next.map { Envelope.Sequence(rawValue: $0.rawValue - 1) }
        add(kind, from, through: last, block: from, detail: detail)
    }

    private mutating func compareWithNote() {
        guard let header, header.tree.leafCount == tree.leafCount, tree.leafCount > 0 else { return }
        if header.tree != tree || expected?.rawValue != header.treeLastSequence + 1 {
            add(
                .treeMismatch, .first,
                detail: "the first \(tree.leafCount) blocks are not those that were noted")
        }
    }

    private mutating func compareWithWitnesses() {
        guard treeIsWhole, let size = witnesses?.nextSize, size == tree.leafCount else { return }
        let last = expected.flatMap { $0 > .first ? Envelope.Sequence(rawValue: $0.rawValue - 1) : nil }
        let head = TreeHead(size: tree.leafCount, lastSequence: last, root: hasher.root(of: tree))
        for witness in witnesses?.compare(head) ?? [] {
            add(
                .witnessMismatch, .first, through: last,
                detail: "the first \(size) blocks are not those of \(witness.words)")
        }
    }

    private mutating func storeFailed(_ error: EventLogError) {
        let at = Envelope.Sequence(rawValue: lastKey &+ 1)
        add(.storeUnreadable, expected ?? at, detail: error.description)
        treeIsWhole = false
    }

    private mutating func finish() {
        closeDamage(before: nil)
        if let header, treeIsWhole, header.tree.leafCount > tree.leafCount {
            add(
                .treeMismatch, expected ?? .first,
                detail: "\(header.tree.leafCount) blocks were noted, \(tree.leafCount) are there")
        }
        report.treeRoot = treeIsWhole ? hasher.root(of: tree) : nil
        guard let (beyond, reach) = witnesses?.finish(blockCount: report.blockCount) else { return }
        for witness in beyond {
            add(
                .witnessBeyondEnd, expected ?? .first,
                detail: "\(report.blockCount) blocks are there, fewer than those of \(witness.words)")
        }
        report.witnesses = reach
    }

    private mutating func add(
        _ kind: VerifyFinding.Kind,
        _ sequence: Envelope.Sequence,
        through last: Envelope.Sequence? = nil,
        block: Envelope.Sequence? = nil,
        detail: String
    ) {
        report.add(
            VerifyFinding(kind: kind, sequence: sequence, lastSequence: last, block: block, detail: detail))
    }
}

extension EventLog {
    /// Reads and checks every byte of the log, and compares its tree with what the witnesses saw.
    package func verify(
        witnesses: [Witness] = [],
        progress: (VerifyProgress) -> Void = { _ in }
    ) throws(EventLogError) -> VerifyReport {
        try LogVerifier.verify(store, witnesses: witnesses, progress: progress)
    }

    /// The same without opening the log for use, so that a log too damaged for that can be read too; beside a running
    /// writer if there is one.
    package static func verify(
        directory: String,
        witnesses: [Witness] = [],
        progress: (VerifyProgress) -> Void = { _ in }
    ) throws(EventLogError) -> VerifyReport {
        try verify(
            store: LMDBBlockStore.open(directory: directory, readOnly: true), witnesses: witnesses,
            progress: progress)
    }

    package static func verify(
        store: any BlockStore,
        witnesses: [Witness] = [],
        progress: (VerifyProgress) -> Void = { _ in }
    ) throws(EventLogError) -> VerifyReport {
        try LogVerifier.verify(store, witnesses: witnesses, progress: progress)
    }
}
