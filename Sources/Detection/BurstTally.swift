/// What an hour or a day brought until now.
struct BurstTally: Hashable, Sendable {
    var buckets: Int64 = 0
    var heard: Int64 = 0
    /// Expected without the factor of the day of the week, fixed point.
    var usual: Int64 = 0

    mutating func add(_ count: Int64, usual: Int64) {
        buckets += 1
        heard += count
        self.usual += usual
    }

    func isPossible(within bucketsMax: Int64) -> Bool {
        (0...bucketsMax).contains(buckets) && heard <= BurstMethod.countMax * buckets
            && usual <= BurstProfile.hourlyMax * buckets
    }
}
