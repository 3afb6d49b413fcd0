internal import Cryptography

/// Which subtrees' roots make up a proof, as ranges of leaves that lie side by side and cover the whole tree. So a
/// proof is made in one walk over the leaves, holding one frontier and some forty hashes.
struct ProofPlan {
    struct Part: Hashable {
        let range: Range<UInt64>
        /// Its place in the path; nil when the verifier knows this hash already.
        let place: Int?
    }

    /// In the order of the leaves.
    let parts: [Part]
    let pathCount: Int

    /// Where nothing is to be proved.
    static var none: ProofPlan { ProofPlan(known: nil, topDown: []) }

    /// Of the leaf at `index` in a tree of `size` leaves (RFC 6962, section 2.1.1).
    static func inclusion(of index: UInt64, size: UInt64) -> ProofPlan {
        var siblings: [Range<UInt64>] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + largestPower(below: UInt64(range.count))
            if index < middle {
                siblings.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                siblings.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
            }
        }
        return ProofPlan(known: range, topDown: siblings)
    }

    /// Between trees of `oldSize` and `newSize` leaves, 0 < oldSize < newSize (RFC 6962, section 2.1.2).
    static func consistency(from oldSize: UInt64, to newSize: UInt64) -> ProofPlan {
        var siblings: [Range<UInt64>] = []
        var range = 0..<newSize
        while range.upperBound != oldSize {
            let middle = range.lowerBound + largestPower(below: UInt64(range.count))
            if oldSize <= middle {
                siblings.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                siblings.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
            }
        }
        if range.lowerBound == 0 { return ProofPlan(known: range, topDown: siblings) }
        return ProofPlan(known: nil, topDown: siblings + [range])
    }

    private init(known: Range<UInt64>?, topDown: [Range<UInt64>]) {
        // A path runs from the leaf to the root.
        var parts = topDown.reversed().enumerated().map { Part(range: $1, place: $0) }
        if let known { parts.append(Part(range: known, place: nil)) }
        self.parts = parts.sorted { $0.range.lowerBound < $1.range.lowerBound }
        pathCount = topDown.count
    }

    private static func largestPower(below count: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

/// Takes the leaves of a tree in order and gives the path of a plan.
struct ProofCollector: ~Copyable {
    private let plan: ProofPlan
    private var hasher = SHA256()
    private var part = 0
    private var index: UInt64 = 0
    private var subtree = HashTree()
    private var path: [Digest]

    init(_ plan: ProofPlan) {
        self.plan = plan
        path = [Digest](repeating: Digest(), count: plan.pathCount)
    }

    /// Takes the leaves in archives as the roots of their complete subtrees: no part of a proof of what is behind them
    /// cuts one of those.
    mutating func begin(behind tree: HashTree) {
        for node in tree.frontier {
            guard part < plan.parts.count else { return }
            let left = tree.leafCount - index
            let count: UInt64 = 1 << UInt64(UInt64.bitWidth - 1 - left.leadingZeroBitCount)
            guard
                let grown = HashTree(
                    leafCount: subtree.leafCount + count, frontier: subtree.frontier + [node])
            else { preconditionFailure("a proof of blocks in archives") }
            subtree = grown
            index += count
            closePart()
        }
    }

    mutating func add(_ leaf: Digest) {
        guard part < plan.parts.count else { return }
        subtree.append(leaf, with: &hasher)
        index += 1
        closePart()
    }

    private mutating func closePart() {
        guard index == plan.parts[part].range.upperBound else { return }
        if let place = plan.parts[part].place { path[place] = subtree.root(with: &hasher) }
        subtree = HashTree()
        part += 1
    }

    consuming func finish() -> [Digest] { path }
}
