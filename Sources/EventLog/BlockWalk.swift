/// What a walk over the blocks of a range found. It is the part of verification that a child process does before the
/// parent trusts the file: damage to LMDB's own pages can end whoever reads them.
package struct BlockWalk: Hashable, Sendable {
    package private(set) var blockCount: UInt64 = 0
    package private(set) var eventCount: UInt64 = 0
    /// The last event of the last sound block.
    package private(set) var lastSequence: UInt64 = 0
    /// What ended the walk, nil when the range was read to its end.
    package private(set) var problem: EventLogError?

    /// Reads and checks the blocks from the one that contains the first event; nil means the log's own end.
    package static func run(
        directory: String, from first: UInt64, to last: UInt64?,
        progress: (BlockWalk) -> Void = { _ in }
    ) -> BlockWalk {
        var walk = BlockWalk()
        do throws(EventLogError) {
            let store = try LMDBBlockStore.open(directory: directory, readOnly: true)
            try walk.read(store, from: first, to: last, progress)
        } catch {
            walk.problem = error
        }
        return walk
    }

    private mutating func read(
        _ store: any BlockStore, from first: UInt64, to last: UInt64?, _ progress: (BlockWalk) -> Void
    ) throws(EventLogError) {
        guard let bytes = try store.header() else { throw EventLogError(.notALog) }
        let header = try LogHeader.decode(bytes)
        var next = max(first, header.beginning.firstSequence.rawValue)
        let end = last ?? .max
        var start = ScanStart.containing(next)
        var more = true
        while more, next <= end {
            var failure: EventLogError?
            var served = 0
            more = try store.scan(start) { key, bytes in
                do throws(EventLogError) {
                    if key > end { return false }
                    let block = try EventLog.checked(bytes, key: key)
                    guard key <= next, blockCount == 0 || key == next else {
                        throw EventLogError(
                            .damaged, sequence: Envelope.Sequence(rawValue: next),
                            detail: "events are missing")
                    }
                    try checkRecords(of: block)
                    blockCount += 1
                    eventCount += UInt64(block.count)
                    lastSequence = block.lastSequence.rawValue
                    next = lastSequence + 1
                    served += block.count
                    return served < EventLog.eventsPerReadTransaction
                } catch {
                    failure = error
                    return false
                }
            }
            if let failure { throw failure }
            // An end of the range inside the scan also ends it.
            if served < EventLog.eventsPerReadTransaction { more = false }
            start = .after(lastSequence)
            progress(self)
        }
        if let last, next <= last {
            throw EventLogError(
                .damaged, sequence: Envelope.Sequence(rawValue: next),
                detail: "the log ends before this event")
        }
    }

    private func checkRecords(of block: borrowing BlockView) throws(EventLogError) {
        for index in 0..<block.count {
            do throws(RecordFault) {
                _ = try block.record(index).sequence
            } catch {
                throw EventLogError(
                    .damaged,
                    sequence: Envelope.Sequence(rawValue: block.firstSequence.rawValue + UInt64(index)),
                    detail: "record: \(error.rawValue)")
            }
        }
    }
}
