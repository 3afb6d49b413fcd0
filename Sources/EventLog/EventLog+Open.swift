internal import Cryptography

extension EventLog {
    struct Recovered {
        var lastSequence: UInt64
        var tree: HashTree
        var lastTime: BlockTime?
    }

    static func create(
        in store: any BlockStore,
        access: EventLogOptions.Access,
        at time: BlockTime
    ) throws(EventLogError) -> LogHeader {
        guard access == .readWrite else { throw EventLogError(.notALog, detail: "there is no log header") }
        // Blocks without a header are a log that has lost it: no new one may be begun on top.
        if try store.scan(.last, { _, _ in false }) {
            throw EventLogError(.damaged, detail: "there are blocks but no log header")
        }
        let identity: [UInt8]
        do throws(CryptographyError) {
            identity = try RandomBytes.make(LogHeader.identityByteCount)
        } catch {
            throw EventLogError(.storeFailed, detail: error.rawValue)
        }
        let header = LogHeader(
            identity: identity, createdAt: time.wall, tree: HashTree(), treeLastSequence: 0)
        try store.commit([], header: header.encoded(), mayUseReserve: true) { _, _ in }
        return header
    }

    /// Reads the blocks behind the noted tree, or the last block when there are none.
    static func recover(from store: any BlockStore, header: LogHeader) throws(EventLogError) -> Recovered {
        var found = Recovered(lastSequence: header.treeLastSequence, tree: header.tree)
        var hasher = BlockHasher()
        var failure: EventLogError?
        _ = try store.scan(.after(header.treeLastSequence)) { key, bytes in
            do throws(EventLogError) {
                let block = try checked(bytes, key: key)
                guard key == found.lastSequence + 1 else {
                    throw EventLogError(
                        .damaged, sequence: block.firstSequence, detail: "a gap before this block")
                }
                hasher.append(hasher.leaf(of: block), to: &found.tree)
                found.lastSequence = block.lastSequence.rawValue
                found.lastTime = block.time
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        // A copy that was begun behind archives has no block yet.
        if found.lastTime == nil, found.lastSequence > header.beginning.lastSequence {
            try checkLast(in: store, found: &found)
        }
        return found
    }

    private static func checkLast(in store: any BlockStore, found: inout Recovered) throws(EventLogError) {
        var last: (sequence: UInt64, time: BlockTime)?
        var failure: EventLogError?
        _ = try store.scan(.last) { key, bytes in
            do throws(EventLogError) {
                let block = try checked(bytes, key: key)
                last = (block.lastSequence.rawValue, block.time)
            } catch {
                failure = error
            }
            return false
        }
        if let failure { throw failure }
        guard let last, last.sequence == found.lastSequence else {
            throw EventLogError(
                .damaged, sequence: Envelope.Sequence(rawValue: found.lastSequence),
                detail: "the log ends before its own note of the hash tree")
        }
        found.lastTime = last.time
    }

    @_lifetime(copy bytes)
    static func checked(_ bytes: RawSpan, key: UInt64) throws(EventLogError) -> BlockView {
        do throws(BlockFault) {
            return try BlockView(validating: bytes, firstSequence: key)
        } catch {
            throw EventLogError(
                error == .newerVersion ? .newerFormat : .damaged, sequence: Envelope.Sequence(rawValue: key),
                detail: "block: \(error.rawValue)")
        }
    }
}
