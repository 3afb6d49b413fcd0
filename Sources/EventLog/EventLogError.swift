package import LMDB

/// What the log refuses or has lost. The codes are stable: the command line prints them and scripts match them.
package struct EventLogError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// No room, and nothing was written; the log goes on.
        case storeFull = "store-full"
        /// A commit failed in a way that leaves open whether it reached the disk; this log commits nothing any more.
        case outcomeUnknown = "outcome-unknown"
        /// The store refused, and nothing was written.
        case storeFailed = "store-failed"
        case damaged = "damaged"
        case newerFormat = "newer-format"
        case notALog = "not-a-log"
        case inUse = "in-use"
        case recordTooLarge = "record-too-large"
        case invalidEnvelope = "invalid-envelope"
        case batchFull = "batch-full"
        case sequenceConflict = "sequence-conflict"
        case queueFull = "queue-full"
        case closed = "closed"
        case readOnly = "read-only"
        /// The log has no such event, or not so many blocks.
        case outOfRange = "out-of-range"
        /// The event is in an archive, no longer in this log.
        case archived = "archived"
        /// What is there belongs to another log, or is not the beginning of this one.
        case differentLog = "different-log"
    }

    package let code: Code
    /// The event, or the first event of the block, that the error is about.
    package let sequence: Envelope.Sequence?
    /// The process that holds the log, for `.inUse`.
    package let holder: Int32?
    package let cause: LMDBError?
    package let detail: String

    package init(
        _ code: Code,
        sequence: Envelope.Sequence? = nil,
        holder: Int32? = nil,
        cause: LMDBError? = nil,
        detail: String = ""
    ) {
        self.code = code
        self.sequence = sequence
        self.holder = holder
        self.cause = cause
        self.detail = detail
    }

    package var description: String {
        var text = code.rawValue
        if let sequence { text += " at event \(sequence)" }
        if let holder { text += ", held by process \(holder)" }
        if !detail.isEmpty { text += ": \(detail)" }
        if let cause { text += " (\(cause))" }
        return text
    }
}
