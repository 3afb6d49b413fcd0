package import CrisisModel

/// Who was given a key, whose key was destroyed, and what may not be. Numbers alone: no state knows a name.
package struct Authors: Sendable {
    /// Numbers given, from 1.
    package internal(set) var count: Int64 = 0
    /// By number of the hold.
    package internal(set) var holds: [Int64: LegalHold] = [:]
    /// A bit for each number.
    private var erasedBits: [UInt64] = []
    package private(set) var erasedCount: Int64 = 0

    package init() {}

    package func isErased(_ author: Int64) -> Bool {
        guard author > 0, author / 64 < Int64(erasedBits.count) else { return false }
        return erasedBits[Int(author / 64)] & (1 << UInt64(author % 64)) != 0
    }

    package func hold(on author: Int64) -> LegalHold? {
        holds.values.filter { $0.placed.author == nil || $0.placed.author == author }
            .min { $0.placed.hold < $1.placed.hold }
    }

    package func forEachErased(_ body: (Int64) -> Void) {
        for (index, word) in erasedBits.enumerated() where word != 0 {
            for bit in 0..<64 where word & (1 << UInt64(bit)) != 0 { body(Int64(index * 64 + bit)) }
        }
    }

    mutating func erase(_ authors: [Int64]) {
        for author in authors where author > 0 && author <= count && !isErased(author) {
            while Int64(erasedBits.count) <= author / 64 { erasedBits.append(0) }
            erasedBits[Int(author / 64)] |= 1 << UInt64(author % 64)
            erasedCount += 1
        }
    }
}

/// Nothing that it covers may be erased.
package struct LegalHold: CanonicalState {
    package var placed: LogLegalHoldPlaced
    package var placedAt: EventTime

    package static var blank: LegalHold { LegalHold(placed: LogLegalHoldPlaced(), placedAt: .zero) }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try placed.visit(&coder)
        try coder.time("placedAt", &placedAt)
    }
}

extension Authors: CanonicalState {
    package static var blank: Authors { Authors() }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("count", &count)
        try coder.keyed("holds", &holds)
        var words = erasedBits.map { Int64(bitPattern: $0) }
        try coder.integers("erased", &words)
        if Coder.restores {
            erasedBits = words.map { UInt64(bitPattern: $0) }
            erasedCount = erasedBits.reduce(0) { $0 + Int64($1.nonzeroBitCount) }
        }
    }
}
