package import CrisisModel

extension BurstDetector: CanonicalState {
    package static var blank: BurstDetector { BurstDetector(parameters: .shipped) }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        var given = parameters
        try coder.integer("bucketMinutes", &given.bucketMinutes)
        try coder.integer("scoreThreshold", &given.scoreThreshold)
        try coder.integer("minimumCount", &given.minimumCount)
        if Coder.restores {
            if let problem = given.problem { throw coder.invalid("bucketMinutes", problem) }
            self = BurstDetector(parameters: given)
        }
        try coder.integer("taken", &taken)
        try coder.integer("newest", &newest)
        try coder.integer("missing", &missing)
        try coder.integer("sinceDetection", &sinceDetection)
        try coder.integer("eventHeight", &eventHeight)
        try coder.integers("hourly", &profile.hourly)
        try coder.integers("weekday", &profile.weekday)
        try visitTally("hour", &hour, &coder)
        try visitTally("day", &day, &coder)
        try coder.integers("counts", &counts)
        try coder.integers("expectations", &expectations)
        for (index, minutes) in BurstMethod.windowMinutes.enumerated() {
            try visitWindow("window\(minutes)", &windows[index], &coder)
        }
        guard Coder.restores else { return }
        if let problem = restore() { throw coder.invalid("counts", problem) }
    }

    private func visitTally<Coder: StateCoder>(
        _ name: String, _ tally: inout BurstTally, _ coder: inout Coder
    ) throws(Coder.Failure) {
        var numbers = [tally.buckets, tally.heard, tally.usual]
        try coder.integers(name, &numbers)
        guard Coder.restores else { return }
        guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else {
            throw coder.invalid(name, "three numbers that are not negative")
        }
        tally = BurstTally(buckets: numbers[0], heard: numbers[1], usual: numbers[2])
    }

    private func visitWindow<Coder: StateCoder>(
        _ name: String, _ window: inout BurstWindow, _ coder: inout Coder
    ) throws(Coder.Failure) {
        coder.open(name)
        try coder.integer("today", &window.memory.today)
        try coder.integers("days", &window.memory.days)
        coder.close()
        guard Coder.restores else { return }
        let heights = [window.memory.today] + window.memory.days
        guard heights.count == BurstMethod.memoryDays + 1,
            heights.allSatisfy({ $0 >= 0 && $0 <= BurstWindow.heightMax })
        else { throw coder.invalid("days", "not the heights of \(BurstMethod.memoryDays) days") }
    }

    /// Sums, levels and bars follow from what was read. Answers with what is wrong with it.
    private mutating func restore() -> String? {
        if let problem = profile.problem { return problem }
        let numbers = [taken, missing, sinceDetection ?? 0, eventHeight]
        guard numbers.allSatisfy({ $0 >= 0 }), taken < Self.bucketMax, newest.magnitude < Self.bucketMax,
            sinceDetection ?? 1 > 0, sinceDetection ?? 1 < Self.bucketMax,
            eventHeight <= BurstWindow.heightMax,
            missing <= 2 * BurstMethod.silenceMentions * BurstMethod.one
        else { return "out of range" }
        for tally in [hour, day] where !tally.isPossible(within: bucketsPerDay) {
            return "a sum is out of range"
        }
        let ring = Int(windows.map(\.buckets).max() ?? 1)
        guard counts.count == ring, expectations.count == ring else { return "a wrong number of buckets" }
        guard counts.allSatisfy({ (0...BurstMethod.countMax).contains($0) }),
            expectations.allSatisfy({ (0...BurstProfile.expectedMax).contains($0) })
        else { return "a bucket is out of range" }
        profile.deriveLevel()
        for index in windows.indices {
            let past = min(taken, windows[index].buckets)
            for step in 1...max(1, past) where step <= past {
                let place = Int((taken - step) % Int64(ring))
                windows[index].count += counts[place]
                windows[index].expected += expectations[place]
            }
            windows[index].measure()
            windows[index].deriveMargin(level: profile.level)
            windows[index].memory.derivePast()
        }
        return nil
    }
}
