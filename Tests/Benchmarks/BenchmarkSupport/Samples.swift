/// Measured values of one thing.
package struct Samples: Sendable {
    private var values: [Double] = []

    package init() {}

    package var count: Int { values.count }
    package var first: Double { values.first ?? 0 }
    package var largest: Double { values.max() ?? 0 }
    package var mean: Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

    package mutating func append(_ value: Double) { values.append(value) }

    /// The smallest measured value that at least this share of all values does not exceed.
    package func percentile(_ percent: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let rank = (percent / 100 * Double(sorted.count)).rounded(.up)
        return sorted[min(max(Int(rank), 1), sorted.count) - 1]
    }

    package var median: Double { percentile(50) }
}
