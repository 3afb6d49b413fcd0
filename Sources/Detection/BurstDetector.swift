/// The `burst` rule: far more mentions than this stream's own rhythm, and than the bursts it had of late, explain.
///
/// Mentions over ten minutes, an hour and six hours are compared with what the stream usually brings then, as
/// differences of square roots; a burst is where the difference comes near the highest of the last days. A stream that
/// bursts every day so needs a larger burst, and a quiet one a small burst; no threshold is to be tuned.
/// Whole numbers only, constant work a bucket, bounded memory. docs/detection.md is its card.
package struct BurstDetector: Hashable, Sendable {
    package struct Parameters: Hashable, Sendable {
        /// A divisor of an hour.
        package var bucketMinutes: Int64
        /// In millionths: a bucket scored this or higher is detected. Half is "as high as the bar".
        package var scoreThreshold: Int64
        /// Fewer mentions in a window are no burst, however quiet the stream.
        package var minimumCount: Int64

        package init(bucketMinutes: Int64, scoreThreshold: Int64, minimumCount: Int64) {
            self.bucketMinutes = bucketMinutes
            self.scoreThreshold = scoreThreshold
            self.minimumCount = minimumCount
        }

        package static let shipped = Parameters(
            bucketMinutes: 5, scoreThreshold: 500_000, minimumCount: 10)

        /// What is wrong with them, as a sentence.
        package var problem: String? {
            if bucketMinutes < 1 || bucketMinutes > 60 || 60 % bucketMinutes != 0 {
                return "a bucket is a whole number of minutes that divides an hour, not \(bucketMinutes)"
            }
            if scoreThreshold < 1 || scoreThreshold > BurstDetector.scoreMax {
                return "a threshold lies between 0.000001 and 1"
            }
            if minimumCount < 1 || minimumCount > BurstMethod.countMax {
                return "a burst needs at least 1 mention and at most \(BurstMethod.countMax)"
            }
            return nil
        }
    }

    /// What one bucket says. `windowMinutes` is the window that tells most; the counts are those of that window.
    package struct Reading: Hashable, Sendable {
        /// In millionths.
        package var score: Int64 = 0
        /// A new event: true for one bucket of it.
        package var detected = false
        package var windowMinutes: Int64 = 0
        package var count: Int64 = 0
        /// Mentions usual at this time of the day and the week.
        package var baseline: Int64 = 0
        /// Mentions that would reach the threshold.
        package var needed: Int64 = 0
        package var hasTooLittleData = true
        /// Nothing is heard where much was expected.
        package var isSilent = false
    }

    package static let scoreMax: Int64 = 1_000_000
    /// Buckets of a minute reach this in half a million years.
    static let bucketMax: Int64 = 1 << 48

    package internal(set) var parameters: Parameters
    package internal(set) var profile = BurstProfile()
    var windows: [BurstWindow]
    /// The last buckets, as a ring: what came, and what was expected.
    var counts: [Int64]
    var expectations: [Int64]
    /// Buckets taken so far, those of gaps included.
    var taken: Int64 = 0
    var newest: Int64 = 0
    var hour = BurstTally()
    var day = BurstTally()
    /// Mentions expected since the last that came, fixed point.
    var missing: Int64 = 0
    /// Buckets since the last detection; nil before the first, and when it is long past.
    var sinceDetection: Int64?
    /// The highest that the shortest window stood since then. Only that one tells a second outbreak: the longer ones go
    /// on rising while the first lasts.
    var eventHeight: Int64 = 0

    package init(parameters: Parameters) {
        precondition(parameters.problem == nil, "such parameters are refused before they come here")
        self.parameters = parameters
        windows = BurstMethod.windowMinutes.map {
            BurstWindow(buckets: max(1, $0 / parameters.bucketMinutes))
        }
        let ring = Int(windows.map(\.buckets).max() ?? 1)
        counts = [Int64](repeating: 0, count: ring)
        expectations = counts
    }

    var bucketsPerHour: Int64 { 60 / parameters.bucketMinutes }
    var bucketsPerDay: Int64 { 24 * bucketsPerHour }

    package var hasTooLittleData: Bool {
        taken < bucketsPerDay * BurstMethod.historyDays
            || profile.level * bucketsPerDay < BurstMethod.mentionsPerDayMin * BurstMethod.one
    }

    package var isSilent: Bool { missing > BurstMethod.silenceMentions * BurstMethod.one }

    /// The count of one closed bucket; `bucket` counts buckets since 1970. Buckets between the last and this one are
    /// taken as empty; a bucket that is not newer changes nothing.
    package mutating func observe(count: Int64, bucket: Int64) -> Reading {
        guard bucket.magnitude < Self.bucketMax else { return Reading() }
        if taken > 0 {
            guard bucket > newest else { return Reading() }
            let gapMax = BurstMethod.gapDaysMax * bucketsPerDay
            if bucket - newest > gapMax { skip(to: bucket - gapMax) }
            while newest < bucket - 1 { _ = take(0, newest + 1) }
        }
        return take(min(max(0, count), BurstMethod.countMax), bucket)
    }

    private mutating func take(_ count: Int64, _ bucket: Int64) -> Reading {
        let hourIndex = Int(wrapped(bucket / bucketsPerHour, 24))
        let dayIndex = Int(wrapped(bucket / bucketsPerDay, 7))
        let base = profile.base(hour: hourIndex)
        let expected = profile.expected(hour: hourIndex, weekday: dayIndex)
        slide(count, expected)
        let reading = read(isEmpty: count == 0)
        taken += 1
        newest = bucket
        missing = count > 0 ? 0 : min(missing + expected, 2 * BurstMethod.silenceMentions * BurstMethod.one)
        hour.add(count, usual: base)
        day.add(count, usual: base)
        if wrapped(bucket + 1, bucketsPerHour) == 0 { endHour(hourIndex, dayIndex) }
        if wrapped(bucket + 1, bucketsPerDay) == 0 { endDay(dayIndex) }
        return reading
    }

    private func wrapped(_ number: Int64, _ modulus: Int64) -> Int64 {
        let rest = number % modulus
        return rest < 0 ? rest + modulus : rest
    }

    private mutating func slide(_ count: Int64, _ expected: Int64) {
        let ring = Int64(counts.count)
        for index in windows.indices {
            windows[index].count += count
            windows[index].expected += expected
            if taken >= windows[index].buckets {
                let oldest = Int((taken - windows[index].buckets) % ring)
                windows[index].count -= counts[oldest]
                windows[index].expected -= expectations[oldest]
            }
            windows[index].measure()
        }
        counts[Int(taken % ring)] = count
        expectations[Int(taken % ring)] = expected
    }

    private mutating func read(isEmpty: Bool) -> Reading {
        var reading = Reading()
        reading.hasTooLittleData = hasTooLittleData
        reading.isSilent = isSilent
        var telling = 0
        for index in windows.indices {
            var score = score(windows[index], reading)
            let hasEscalated = index == 0 && windows[0].height > escalation
            // Without a mention nothing begins, even where an old one still counts and less is expected by now.
            if isEmpty || isSettling && !hasEscalated { score = min(score, parameters.scoreThreshold - 1) }
            if score > reading.score {
                reading.score = score
                telling = index
            }
        }
        reading.detected = reading.score >= parameters.scoreThreshold
        explain(&reading, windows[telling])
        let isRhythmKnown = taken >= bucketsPerDay * BurstMethod.learningDays
        for index in windows.indices {
            if isRhythmKnown { windows[index].memory.take(windows[index].height) }
        }
        let height = windows[0].height
        eventHeight = reading.detected ? height : isSettling ? max(eventHeight, height) : 0
        sinceDetection = reading.detected ? 1 : isSettling ? sinceDetection.map { $0 + 1 } : nil
        return reading
    }

    /// Shortly after a detection: what comes now belongs to the same event.
    private var isSettling: Bool {
        sinceDetection.map { $0 < BurstMethod.refractoryMinutes / parameters.bucketMinutes } ?? false
    }

    private func score(_ window: BurstWindow, _ reading: Reading) -> Int64 {
        guard !reading.hasTooLittleData, window.count >= parameters.minimumCount else { return 0 }
        return window.height * Self.scoreMax / (window.height + window.bar)
    }

    private var escalation: Int64 { eventHeight * BurstMethod.escalationFactor / BurstMethod.one }

    private func explain(_ reading: inout Reading, _ window: BurstWindow) {
        let threshold = parameters.scoreThreshold
        let need = window.bar * threshold / max(1, Self.scoreMax - threshold)
        reading.windowMinutes = window.buckets * parameters.bucketMinutes
        reading.count = window.count
        reading.baseline = (window.expected + BurstMethod.one / 2) / BurstMethod.one
        reading.needed = max(parameters.minimumCount, window.count(reaching: need))
    }

    /// An hour heard in full is learned, unless the source is silent.
    private mutating func endHour(_ hourIndex: Int, _ dayIndex: Int) {
        if hour.buckets == bucketsPerHour, !isSilent {
            let mean = hour.heard * BurstMethod.one / bucketsPerHour
            profile.learn(hour: hourIndex, weekday: dayIndex, mean: mean)
            for index in windows.indices { windows[index].deriveMargin(level: profile.level) }
        }
        hour = BurstTally()
    }

    /// A silent day does not age what is remembered.
    private mutating func endDay(_ dayIndex: Int) {
        if !isSilent {
            if day.buckets == bucketsPerDay, taken >= bucketsPerDay * BurstMethod.historyDays {
                profile.learn(weekday: dayIndex, heard: day.heard, usual: day.usual)
            }
            for index in windows.indices { windows[index].memory.endDay() }
        }
        day = BurstTally()
    }

    /// What lies further back than the longest gap is not walked through.
    private mutating func skip(to bucket: Int64) {
        newest = bucket - 1
        hour = BurstTally()
        day = BurstTally()
    }
}
