/// What a stream usually brings at an hour of the day and a day of the week.
package struct BurstProfile: Hashable, Sendable {
    static let unknown: Int64 = -1
    static let hours = 24
    static let weekdays = 7
    private static let weekdayFactorMin = BurstMethod.one / 4
    private static let weekdayFactorMax = BurstMethod.one * 2
    /// Steadies the ratio of a day with few mentions.
    private static let weekdayPrior = 10 * BurstMethod.one

    /// No hour's mean exceeds this: the cap holds it to the bucket's bound, and a quiet day's factor is a quarter.
    static let hourlyMax = BurstMethod.countMax * BurstMethod.one * 4
    static let expectedMax = hourlyMax * 2

    /// Mentions a bucket at each hour of the day, fixed point; unknown until the hour was heard once.
    package internal(set) var hourly = [Int64](repeating: unknown, count: hours)
    /// How the days of the week compare, fixed point.
    package internal(set) var weekday = [Int64](repeating: BurstMethod.one, count: weekdays)
    /// The mean over the known hours: follows from them.
    package private(set) var level: Int64 = 0

    /// Mentions expected in a bucket, before the day of the week.
    func base(hour: Int) -> Int64 {
        hourly[hour] == Self.unknown ? level : hourly[hour]
    }

    /// Mentions expected in a bucket.
    func expected(hour: Int, weekday day: Int) -> Int64 {
        base(hour: hour) * weekday[day] / BurstMethod.one
    }

    /// `mean` is that of the hour's buckets, fixed point.
    mutating func learn(hour: Int, weekday day: Int, mean: Int64) {
        if hourly[hour] == Self.unknown {
            hourly[hour] = mean
        } else {
            let cap =
                BurstMethod.learningFactorMax * expected(hour: hour, weekday: day) + BurstMethod.learningFloor
            let news = min(mean, cap) * BurstMethod.one / weekday[day]
            hourly[hour] += (news - hourly[hour]) / BurstMethod.learningDivisor
        }
        deriveLevel()
    }

    /// `heard` in mentions, `usual` in fixed point and without the factor of the day.
    mutating func learn(weekday day: Int, heard: Int64, usual: Int64) {
        let ratio =
            (heard * BurstMethod.one + Self.weekdayPrior) * BurstMethod.one / (usual + Self.weekdayPrior)
        let bounded = min(max(ratio, Self.weekdayFactorMin), Self.weekdayFactorMax)
        weekday[day] += (bounded - weekday[day]) / BurstMethod.learningDivisor
    }

    mutating func deriveLevel() {
        let known = hourly.filter { $0 != Self.unknown }
        level = known.isEmpty ? 0 : known.reduce(0, +) / Int64(known.count)
    }

    /// What is wrong with what was read.
    var problem: String? {
        guard hourly.count == Self.hours, weekday.count == Self.weekdays else { return "a wrong number" }
        guard hourly.allSatisfy({ $0 >= Self.unknown && $0 <= Self.hourlyMax })
        else { return "an hour is out of range" }
        guard weekday.allSatisfy({ (Self.weekdayFactorMin...Self.weekdayFactorMax).contains($0) }) else {
            return "a day's factor is out of range"
        }
        return nil
    }
}
