package import Cryptography

/// What somebody outside knows of this log: its root when it had so many blocks. Whether to trust him, by whose
/// signature, is judged where signatures are known.
package struct Witness: Hashable, Sendable {
    package let size: UInt64
    package let root: Digest
    /// Where it came from, for the findings: a file's name, "the alert of 9 May".
    package let label: String
    /// Recorded in this log itself: it can contradict the log, but its agreement proves nothing to anybody.
    package let isOwn: Bool

    package init(size: UInt64, root: Digest, label: String = "", isOwn: Bool = false) {
        self.size = size
        self.root = root
        self.label = label
        self.isOwn = isOwn
    }

    var words: String { label.isEmpty ? "a checkpoint of \(size) blocks" : "\(label), of \(size) blocks" }
}

/// How far a verification's witnesses reached. Only those from outside are counted, but for `ownMatched`.
package struct WitnessReach: Hashable, Sendable {
    package let matched: Int
    /// Checkpoints that the log has recorded itself and that agree with it.
    package let ownMatched: Int
    package let mismatched: Int
    /// Of more blocks than the log has.
    package let beyondEnd: Int
    /// Not compared, because damage before them leaves no tree to compare with.
    package let uncompared: Int
    /// The newest that matched: up to its last event nothing was changed, dropped, added or put elsewhere.
    package let newest: TreeHead?

    package var given: Int { matched + mismatched + beyondEnd + uncompared }
}

/// Compares the growing tree with the witnesses, each at its size.
struct WitnessDesk {
    private var waiting: [Witness]
    private var next = 0
    private var matched = 0
    private var ownMatched = 0
    private var mismatched = 0
    private var newest: TreeHead?

    init(_ witnesses: [Witness]) { waiting = witnesses.sorted { $0.size < $1.size } }

    /// The size at which somebody waits; nil when nobody does.
    var nextSize: UInt64? { next < waiting.count ? waiting[next].size : nil }

    /// Judges all witnesses of this size; gives those that contradict.
    mutating func compare(_ head: TreeHead) -> [Witness] {
        var against: [Witness] = []
        while next < waiting.count, waiting[next].size <= head.size {
            let witness = waiting[next]
            next += 1
            guard witness.size == head.size, witness.root == head.root else {
                if !witness.isOwn { mismatched += 1 }
                against.append(witness)
                continue
            }
            if witness.isOwn {
                ownMatched += 1
            } else {
                matched += 1
                newest = head
            }
        }
        return against
    }

    /// At the end: those of more blocks than are there, and how far the others reached.
    func finish(blockCount: UInt64) -> (beyond: [Witness], reach: WitnessReach) {
        let left = waiting[next...]
        let beyond = left.filter { $0.size > blockCount }
        let outside = left.count { !$0.isOwn }
        let outsideBeyond = beyond.count { !$0.isOwn }
        return (
            beyond,
            WitnessReach(
                matched: matched, ownMatched: ownMatched, mismatched: mismatched, beyondEnd: outsideBeyond,
                uncompared: outside - outsideBeyond, newest: newest)
        )
    }
}
