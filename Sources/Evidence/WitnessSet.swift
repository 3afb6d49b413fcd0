package import EventLog

/// The checkpoints that somebody holds against a log, sorted: those to compare the log with, and those that are no
/// evidence, with the reason.
package struct WitnessSet: Sendable {
    package struct Refused: Hashable, Sendable {
        package let label: String
        package let checkpoint: Checkpoint
        package let error: EvidenceError
    }

    package private(set) var witnesses: [Witness] = []
    /// They speak of this log and are not signed by its key: one of the two has been changed.
    package private(set) var refused: [Refused] = []
    /// Of other logs.
    package private(set) var foreign: [Refused] = []
    /// Whether signatures were checked.
    package let isSigned: Bool

    /// Without a key the roots are compared and nobody's word is proved to be his. `own` are those that the log has
    /// recorded itself.
    package init(
        _ found: [(label: String, checkpoint: SignedCheckpoint)],
        own: [(label: String, checkpoint: SignedCheckpoint)] = [], origin: String, key: VerifierKey?
    ) {
        isSigned = key != nil
        var good: Set<Checkpoint> = []
        var doubtful: [Refused] = []
        for (index, (label, signed)) in (found + own).enumerated() {
            let isOwn = index >= found.count
            let checkpoint = signed.checkpoint
            do throws(EvidenceError) {
                guard Array(checkpoint.origin.utf8) == Array(origin.utf8) else {
                    throw EvidenceError(.wrongOrigin, checkpoint.origin)
                }
                if let key { try signed.verify(with: key) }
                if good.insert(checkpoint).inserted {
                    witnesses.append(
                        Witness(size: checkpoint.size, root: checkpoint.root, label: label, isOwn: isOwn))
                }
            } catch {
                doubtful.append(Refused(label: label, checkpoint: checkpoint, error: error))
            }
        }
        for doubt in doubtful {
            if doubt.error.code == .wrongOrigin, Array(doubt.checkpoint.origin.utf8) != Array(origin.utf8) {
                foreign.append(doubt)
            } else if !good.contains(doubt.checkpoint) {
                // A mail program's copy of a note that was found whole beside it says nothing.
                refused.append(doubt)
            }
        }
    }
}
