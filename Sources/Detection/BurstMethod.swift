/// The constants of the `burst` rule. None is for its user to tune; docs/detection.md shows how flat the result is
/// around each of them.
package enum BurstMethod {
    /// Fixed point: heights, expectations and factors are in this part of one.
    package static let one: Int64 = 1024

    /// The sums that are watched: what breaks out within minutes, what builds up in an hour, what in half a shift.
    package static let windowMinutes: [Int64] = [10, 60, 360]

    /// How long heights are remembered at all.
    package static let memoryDays = 28
    /// A week counts in full, so that the busiest day of the week is never forgotten before it comes again.
    package static let fullMemoryDays = 7
    /// After that a height halves in fourteen days, and so the mentions that it stands for in seven.
    package static let fadePerDay: Int64 = 975

    /// One event raises the bar to at most this many times the next highest: one huge hour must not make deaf.
    package static let outlierFactor = 2 * one
    /// A burst nearly as high as the highest remembered is news too: seven eighths in height are three quarters in
    /// mentions.
    package static let barShare = one * 7 / 8
    /// What was that high on four days is usual: beyond it, an eighth more is asked for.
    package static let usualDays = 4
    package static let usualShare = one * 9 / 8
    /// Chance: what random arrivals add, in height (half a standard deviation of a Poisson count is 0.25).
    package static let chanceMargin: Int64 = 768
    /// The rhythm is never known exactly: this share of the usual height is owed to that.
    package static let rhythmMargin: Int64 = 51

    /// What follows a detection this soon is the same event...
    package static let refractoryMinutes: Int64 = 12 * 60
    /// ...unless it is at once twice as high, four times the mentions, as the event ever was.
    package static let escalationFactor = 2 * one

    /// A day's news enter the expectation by a quarter: half of a lasting change is known after two and a half days.
    package static let learningDivisor: Int64 = 4
    /// An hour counts for at most three times its expectation, so that a burst is not learned as rhythm...
    package static let learningFactorMax: Int64 = 3
    /// ...and a fifth of a mention a bucket, so that an expectation of nothing can be left.
    package static let learningFloor: Int64 = 205

    /// Nothing heard where this many mentions were expected: the source is silent, and nothing is learned from it.
    package static let silenceMentions: Int64 = 20
    /// A longer gap is taken for this long.
    package static let gapDaysMax: Int64 = 7

    /// No height is measured before each hour was heard once, and nothing is detected before it was heard twice.
    package static let learningDays: Int64 = 1
    package static let historyDays: Int64 = 2
    /// Below this there is no rhythm to speak of: the rule for small volumes serves such a stream.
    package static let mentionsPerDayMin: Int64 = 10

    /// More mentions in one bucket are taken for this many; no sum can then overflow.
    package static let countMax: Int64 = 1 << 24
}
