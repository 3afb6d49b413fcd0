/// What is in force after latches and log were compared.
package struct Reconciliation: Sendable, Equatable {
    /// Every stop in force, by number.
    package var engaged: [StopRecord]
    /// Those of them that the log does not have yet. The owner of the log appends them.
    package var toAppend: [StopRecord]
    /// Held by a latch, but released in the log.
    package var cleared: [StopID]
    /// The number of this start. It stands in the log before anything else is given it.
    package var epoch: UInt64
    package var causes: [StoppedAllCause]

    /// For a realm without a past.
    package static func nothingEngaged(epoch: UInt64) -> Reconciliation {
        Reconciliation(engaged: [], toAppend: [], cleared: [], epoch: epoch, causes: [])
    }
}
