import Detection
import Glibc

/// Counts of random arrivals around a rate that a test gives for each bucket.
struct ArrivalStream {
    static let day: Int64 = 288
    /// A Monday, 1970-01-05, at midnight.
    static let start: Int64 = 4 * day

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func count(_ rate: Double) -> Int64 {
        guard rate < 30 else {
            let radius = sqrt(-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random)))
            let angle = cos(2 * Double.pi * Double.random(in: 0..<1, using: &random))
            return max(0, Int64((rate + sqrt(rate) * radius * angle).rounded()))
        }
        let limit = exp(-rate)
        var product = Double.random(in: 0..<1, using: &random)
        var number: Int64 = 0
        while product > limit {
            product *= Double.random(in: 0..<1, using: &random)
            number += 1
        }
        return number
    }

    /// Twice as much at noon as at dawn, and so on: between a fifth and nine fifths of the mean.
    static func daily(_ bucket: Int64) -> Double {
        1 + 0.8 * sin(2 * Double.pi * Double(bucket % day) / Double(day))
    }

    /// A third on Saturdays and Sundays.
    static func weekly(_ bucket: Int64) -> Double {
        (bucket - start) / day % 7 >= 5 ? 0.35 : 1
    }

    /// The buckets at which an event begins.
    mutating func events(
        _ detector: inout BurstDetector, days: Int64, from first: Int64 = start,
        rate: (Int64) -> Double
    ) -> [Int64] {
        var events: [Int64] = []
        for bucket in first..<(first + days * Self.day)
        where detector.observe(count: count(rate(bucket)), bucket: bucket).detected {
            events.append(bucket)
        }
        return events
    }
}
