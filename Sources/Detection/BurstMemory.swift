/// The highest that the sums over one window stood above expectation on each of the last days, and the bar that
/// follows from it.
struct BurstMemory: Hashable, Sendable {
    private static let fade: [Int64] = {
        var factor = BurstMethod.one
        return (1...BurstMethod.memoryDays).map { age in
            if age > BurstMethod.fullMemoryDays { factor = factor * BurstMethod.fadePerDay / BurstMethod.one }
            return factor
        }
    }()

    /// Yesterday first.
    var days = [Int64](repeating: 0, count: BurstMethod.memoryDays)
    var today: Int64 = 0
    /// What `days` amount to: both follow from them and change once a day.
    private(set) var past: Int64 = 0
    private(set) var usual: Int64 = 0

    /// A height near the highest is news, unless that height comes often.
    var bar: Int64 {
        max(max(past, today) * BurstMethod.barShare, usual * BurstMethod.usualShare) / BurstMethod.one
    }

    mutating func take(_ height: Int64) {
        today = max(today, height)
    }

    mutating func endDay() {
        days.removeLast()
        days.insert(today, at: 0)
        today = 0
        derivePast()
    }

    /// The highest, faded by age, but at most a multiple of the highest that is no neighbour of it in time.
    mutating func derivePast() {
        var faded = days
        for age in faded.indices { faded[age] = faded[age] * Self.fade[age] / BurstMethod.one }
        var top = 0
        for age in faded.indices where faded[age] > faded[top] { top = age }
        var next: Int64 = 0
        for age in faded.indices where abs(age - top) > 1 { next = max(next, faded[age]) }
        past = faded[top]
        if next > 0 { past = min(past, next * BurstMethod.outlierFactor / BurstMethod.one) }
        usual = faded.sorted(by: >)[BurstMethod.usualDays - 1]
    }
}
