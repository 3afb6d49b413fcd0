/// A stored block: its key and its bytes exactly as they lie there.
package struct RawBlock: Hashable, Sendable {
    package let firstSequence: UInt64
    package let bytes: [UInt8]

    package init(firstSequence: UInt64, bytes: [UInt8]) {
        self.firstSequence = firstSequence
        self.bytes = bytes
    }

    /// Nil when the bytes are not a sound block.
    package func lastSequence() throws(EventLogError) -> UInt64 {
        try EventLog.checked(bytes.span.bytes, key: firstSequence).lastSequence.rawValue
    }
}

/// Where a copy takes blocks from: a log, or a file of them.
package protocol BlockSource {
    /// What a copy made now comes to.
    func summary() throws(EventLogError) -> LogSummary

    /// The next blocks behind this event, in order, none beyond `end`; empty when there are none. No transaction
    /// lasts longer than the call.
    func blocks(after sequence: UInt64, through end: UInt64) throws(EventLogError) -> [RawBlock]
}

extension EventLog {
    /// A portion of blocks that is copied out of one read transaction.
    package static let portionBytes = 4 << 20

    /// Gives the stored bytes of blocks to `body`, in order, checked, from the one that contains the event. The read
    /// transaction is renewed, as in `read`. Returns the last event of the last block given.
    @discardableResult
    package func readBlocks(
        from sequence: Envelope.Sequence = .first,
        _ body: (Envelope.Sequence, RawSpan) -> ReadStep
    ) throws(EventLogError) -> Envelope.Sequence? {
        try refuseArchived(sequence)
        var last: Envelope.Sequence?
        var isPaused = true
        while isPaused {
            isPaused = false
            var served = 0
            var failure: EventLogError?
            let start: ScanStart = last.map { .after($0.rawValue) } ?? .containing(sequence.rawValue)
            _ = try store.scan(start) { key, bytes in
                do throws(EventLogError) {
                    let block = try Self.checked(bytes, key: key)
                    if let last, key != last.rawValue + 1 {
                        throw EventLogError(.damaged, sequence: last.next, detail: "events are missing here")
                    }
                    if last == nil, block.lastSequence < sequence { return false }
                    if last == nil, block.firstSequence > sequence {
                        throw EventLogError(.damaged, sequence: sequence, detail: "events are missing here")
                    }
                    last = block.lastSequence
                    served += block.count
                    guard body(block.firstSequence, bytes) == .continue else { return false }
                    isPaused = served >= Self.eventsPerReadTransaction
                    return !isPaused
                } catch {
                    failure = error
                    return false
                }
            }
            if let failure { throw failure }
        }
        return last
    }

    /// Where the last block begins; nil when there is none.
    package func lastBlockStart() throws(EventLogError) -> UInt64? {
        var start: UInt64?
        _ = try store.scan(.last) { key, _ in
            start = key
            return false
        }
        return start
    }

    func refuseArchived(_ sequence: Envelope.Sequence) throws(EventLogError) {
        guard sequence.rawValue > beginning.lastSequence else {
            throw EventLogError(
                .archived, sequence: sequence,
                detail: "events 1 to \(beginning.lastSequence) are in archives; this log begins behind them")
        }
    }
}

extension EventLog: BlockSource {
    package func summary() throws(EventLogError) -> LogSummary {
        let head = self.head
        return LogSummary(
            identity: identity, createdAt: createdAt, beginning: beginning, blockCount: head.blockCount,
            lastSequence: head.eventCount, root: head.treeRoot)
    }

    package func blocks(after sequence: UInt64, through end: UInt64) throws(EventLogError) -> [RawBlock] {
        guard sequence < end else { return [] }
        var blocks: [RawBlock] = []
        var byteCount = 0
        try readBlocks(from: Envelope.Sequence(rawValue: sequence + 1)) { first, bytes in
            guard first.rawValue <= end else { return .stop }
            blocks.append(
                RawBlock(firstSequence: first.rawValue, bytes: bytes.withUnsafeBytes { [UInt8]($0) }))
            byteCount += bytes.byteCount
            return byteCount < Self.portionBytes && blocks.count < Self.eventsPerReadTransaction
                ? .continue : .stop
        }
        if let first = blocks.first, first.firstSequence != sequence + 1 {
            throw EventLogError(
                .differentLog, sequence: Envelope.Sequence(rawValue: sequence + 1),
                detail: "no block begins at this event")
        }
        return blocks
    }
}
