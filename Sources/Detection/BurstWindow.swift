/// One of the sums that are watched: the mentions of the last so many buckets beside what was expected of them.
struct BurstWindow: Hashable, Sendable {
    /// No height of counts within bounds is above this.
    static let heightMax: Int64 = 1 << 31

    let buckets: Int64
    var count: Int64 = 0
    /// Fixed point.
    var expected: Int64 = 0
    /// The height of the expectation, and how far the count's stands above it. Both follow from the sums.
    private(set) var expectedHeight: Int64 = 0
    private(set) var height: Int64 = 0
    /// What is owed to chance and to a rhythm never known exactly. It follows from the stream's level.
    private(set) var margin = BurstMethod.chanceMargin
    var memory = BurstMemory()

    init(buckets: Int64) {
        self.buckets = buckets
        measure()
    }

    mutating func measure() {
        expectedHeight = IntegerRoot.height(ofScaled: expected)
        height = max(0, IntegerRoot.height(ofScaled: count * BurstMethod.one) - expectedHeight)
    }

    mutating func deriveMargin(level: Int64) {
        let usual = IntegerRoot.of(level * buckets * BurstMethod.one)
        margin = BurstMethod.chanceMargin + usual * BurstMethod.rhythmMargin / BurstMethod.one
    }

    /// The height that half the score stands for: near the highest of the last days, and beyond chance.
    var bar: Int64 { memory.bar + margin }

    /// The mentions that reach a height above the expectation.
    func count(reaching height: Int64) -> Int64 {
        let root = min(expectedHeight + height, Self.heightMax)
        return (root * root) >> 20
    }
}
