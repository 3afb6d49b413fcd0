/// One of the sums that are watched: the mentions of the last so many buckets beside what was expected of them.
struct BurstWindow: Hashable, Sendable {
    /// No height of counts within bounds is above this.
    static let heightMax: Int64 = 1 << 31

    let buckets: Int64
    var count: Int64 = 0
    /// Fixed point.
    var expected: Int64 = 0
    /// How far the count stands above the expectation. It follows from the two.
    private(set) var height: Int64 = 0
    var memory = BurstMemory()

    init(buckets: Int64) {
        self.buckets = buckets
    }

    mutating func measure() {
        let above =
            IntegerRoot.height(ofScaled: count * BurstMethod.one) - IntegerRoot.height(ofScaled: expected)
        height = max(0, above)
    }

    /// The height that half the score stands for: near the highest of the last days, and beyond chance.
    func need(level: Int64) -> Int64 {
        let usual = IntegerRoot.of(level * buckets * BurstMethod.one)
        return (memory.highest * BurstMethod.barShare + usual * BurstMethod.rhythmMargin) / BurstMethod.one
            + BurstMethod.chanceMargin
    }

    /// The mentions that reach a height above the expectation.
    func count(reaching height: Int64) -> Int64 {
        let root = min(IntegerRoot.height(ofScaled: expected) + height, Self.heightMax)
        return (root * root) >> 20
    }
}
