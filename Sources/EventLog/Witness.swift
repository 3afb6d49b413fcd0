package import Cryptography

/// What somebody outside knows of this log: its root when it had so many blocks. Whether to trust him, by whose
/// signature, is judged where signatures are known.
package struct Witness: Hashable, Sendable {
    package let size: UInt64
    package let root: Digest
    /// Where it came from, for the findings: a file's name, "the alert of 9 May".
    package let label: String
    /// From the log itself: it is compared too, but nobody outside answers for it.
    package let isOwn: Bool

    package init(size: UInt64, root: Digest, label: String = "", isOwn: Bool = false) {
        self.isOwn = isOwn
        self.size = size
        self.root = root
        self.label = label
    }

    var words: String { label.isEmpty ? "a checkpoint of \(size) blocks" : "\(label), of \(size) blocks" }
}

/// How far a verification's witnesses from outside reached.
package struct WitnessReach: Hashable, Sendable {
    package let matched: Int
    package let mismatched: Int
    /// Of more blocks than the log has.
    package let beyondEnd: Int
    /// Not compared: damage before them leaves no tree to compare with, or their blocks are in archives.
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
    private var mismatched = 0
    private var archived = 0
    private var newest: TreeHead?

    init(_ witnesses: [Witness]) { waiting = witnesses.sorted { $0.size < $1.size } }

    /// The size at which somebody waits; nil when nobody does.
    var nextSize: UInt64? { next < waiting.count ? waiting[next].size : nil }

    /// Leaves aside those of fewer blocks than lie in archives: this log cannot answer them any more.
    mutating func skip(below size: UInt64) {
        while next < waiting.count, waiting[next].size < size {
            if !waiting[next].isOwn { archived += 1 }
            next += 1
        }
    }

    /// Judges all witnesses of this size; gives those that contradict.
    mutating func compare(_ head: TreeHead) -> [Witness] {
        var against: [Witness] = []
        while next < waiting.count, waiting[next].size <= head.size {
            let witness = waiting[next]
            next += 1
            if witness.size == head.size, witness.root == head.root {
                if witness.isOwn { continue }
                matched += 1
                newest = head
            } else {
                if !witness.isOwn { mismatched += 1 }
                against.append(witness)
            }
        }
        return against
    }

    /// At the end: those of more blocks than are there, and how far the others reached.
    func finish(blockCount: UInt64) -> (beyond: [Witness], reach: WitnessReach?) {
        let left = waiting[next...]
        let beyond = left.filter { $0.size > blockCount }
        let outside = left.count { !$0.isOwn }
        let outsideBeyond = beyond.count { !$0.isOwn }
        let reach = WitnessReach(
            matched: matched, mismatched: mismatched, beyondEnd: outsideBeyond,
            uncompared: outside - outsideBeyond + archived, newest: newest)
        return (beyond, waiting.allSatisfy(\.isOwn) ? nil : reach)
    }
}
