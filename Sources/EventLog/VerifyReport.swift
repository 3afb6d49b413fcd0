package import Cryptography

/// Something that a verification found wrong, and where.
package struct VerifyFinding: Hashable, Sendable {
    /// Stable names: the command line prints them and scripts match them.
    package enum Kind: String, Sendable, CaseIterable {
        /// The store itself could not be read on from here.
        case storeUnreadable = "store-unreadable"
        case headerDamaged = "header-damaged"
        case newerFormat = "newer-format"
        /// A block's checksum or layout is wrong.
        case blockDamaged = "block-damaged"
        case recordDamaged = "record-damaged"
        /// Events are missing between two blocks, or before the first.
        case gap = "gap"
        /// A block begins before the one in front of it ends.
        case overlap = "overlap"
        /// A cause or correlation that is not an event of the log before this one.
        case causationBroken = "causation-broken"
        /// The tree computed anew differs from the one noted when the blocks were written.
        case treeMismatch = "tree-mismatch"
        /// The log's first blocks are not those that a witness saw.
        case witnessMismatch = "witness-mismatch"
        /// The log has fewer blocks than a witness saw.
        case witnessBeyondEnd = "witness-beyond-end"
    }

    package let kind: Kind
    /// The event, or the first of the events concerned.
    package let sequence: Envelope.Sequence
    /// The last of the events concerned, where several are.
    package let lastSequence: Envelope.Sequence?
    /// The first sequence of the block concerned.
    package let block: Envelope.Sequence?
    package let detail: String
}

package struct VerifyProgress: Hashable, Sendable {
    package let blockCount: UInt64
    package let eventCount: UInt64
    package let lastSequence: Envelope.Sequence
}

/// What a walk over every byte of the log found.
package struct VerifyReport: Hashable, Sendable {
    /// Findings kept; more are only counted.
    package static let findingsMax = 1_000
    /// Sound ranges kept.
    package static let rangesMax = 1_000

    /// What was not read, because it lies in archives.
    package internal(set) var beginning = LogBeginning()
    /// Archived ones included.
    package internal(set) var blockCount: UInt64 = 0
    /// Sound events that were read.
    package internal(set) var eventCount: UInt64 = 0
    package internal(set) var lastSequence: Envelope.Sequence?
    /// Nil when a block was damaged or missing: then there is no root to speak of.
    package internal(set) var treeRoot: Digest?
    /// Nil when no witness was given.
    package internal(set) var witnesses: WitnessReach?
    package internal(set) var findings: [VerifyFinding] = []
    package internal(set) var findingCount = 0
    /// Ranges of events that were read without any finding of damage, in order.
    package internal(set) var soundRanges: [ClosedRange<Envelope.Sequence>] = []

    package var isSound: Bool { findingCount == 0 }

    mutating func add(_ finding: VerifyFinding) {
        findingCount += 1
        if findings.count < Self.findingsMax { findings.append(finding) }
    }

    mutating func addSound(_ sequence: Envelope.Sequence, through last: Envelope.Sequence) {
        eventCount += last.rawValue - sequence.rawValue + 1
        if let range = soundRanges.last, range.upperBound.next == sequence {
            soundRanges[soundRanges.count - 1] = range.lowerBound...last
        } else if soundRanges.count < Self.rangesMax {
            soundRanges.append(sequence...last)
        }
    }
}
