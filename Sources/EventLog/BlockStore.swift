/// Where blocks lie: LMDB in production, memory in tests and simulations.
///
/// Keys are the blocks' first sequences, appended in rising order; beside them lies one header. A commit is all or
/// nothing, and durable when it returns. Errors of `commit`: `.storeFull` and `.storeFailed` when nothing was written,
/// `.outcomeUnknown` otherwise.
package protocol BlockStore: AnyObject, Sendable {
    func header() throws(EventLogError) -> [UInt8]?

    /// Writes blocks, and the header where one is given. `fill` writes the block of that index, all of its bytes.
    func commit(
        _ blocks: [BlockSlot],
        header: [UInt8]?,
        mayUseReserve: Bool,
        fill: (Int, UnsafeMutableRawBufferPointer) -> Void
    ) throws(EventLogError)

    /// Gives blocks in order, from one consistent state, until `body` says false. True when `body` ended it, false
    /// when there are no more blocks.
    func scan(_ start: ScanStart, _ body: (UInt64, RawSpan) -> Bool) throws(EventLogError) -> Bool

    /// Removes up to `limit` blocks with keys up to this one, in one commit; how many there were. Only pruning asks.
    func remove(through key: UInt64, limit: Int) throws(EventLogError) -> Int

    /// Whether only records that may use the reserve are taken.
    var reserveOnly: Bool { get }
    /// Looks whether the reserve can be extended again. By the writer, between commits.
    func refreshReserve()
    func statistics() throws(EventLogError) -> LogStatistics
}

/// A block about to be written.
package struct BlockSlot: Hashable, Sendable {
    package let firstSequence: UInt64
    package let byteCount: Int
    /// Whole pages of its own; 0 when it shares a leaf page.
    package let pageCount: Int

    package init(firstSequence: UInt64, byteCount: Int, pageCount: Int) {
        self.firstSequence = firstSequence
        self.byteCount = byteCount
        self.pageCount = pageCount
    }
}

package enum ScanStart: Hashable, Sendable {
    /// At the block with the highest key not above this one; at the first block when there is none.
    case containing(UInt64)
    /// At the first block with a key above this one.
    case after(UInt64)
    case last
}
