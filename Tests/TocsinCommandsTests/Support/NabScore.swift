import Glibc

/// The score of the Numenta Anomaly Benchmark (version 1.1) at a fixed threshold, normalised: 0 for a detector that
/// says nothing, 100 for one that marks the beginning of every window and nothing else.
struct NabScore {
    struct Profile {
        var name: String
        var falsePositive: Double
        var falseNegative: Double

        static let standard = Profile(name: "standard", falsePositive: 0.11, falseNegative: 1)
        static let fewFalsePositives = Profile(name: "low FP", falsePositive: 0.22, falseNegative: 1)
        static let fewFalseNegatives = Profile(name: "low FN", falsePositive: 0.11, falseNegative: 2)
    }

    /// What one series contributes.
    struct Part {
        /// The best detection in each window, nil where there was none.
        var windows: [Double?]
        var falsePositives: Double
        var falsePositiveCount: Int
    }

    private static func sigmoid(_ position: Double) -> Double {
        position > 3 ? -1 : 2 / (1 + exp(5 * position)) - 1
    }

    /// - Parameter windows: the first and last row of each.
    static func part(detected: [Bool], windows: [ClosedRange<Int>]) -> Part {
        let probation = min(detected.count * 15 / 100, 750)
        var part = Part(
            windows: Array(repeating: nil, count: windows.count), falsePositives: 0, falsePositiveCount: 0)
        for row in detected.indices where detected[row] && row >= probation {
            if let index = windows.firstIndex(where: { $0.contains(row) }) {
                let window = windows[index]
                let left = Double(window.upperBound - row + 1) / Double(window.count)
                part.windows[index] = max(part.windows[index] ?? -2, sigmoid(-left) / sigmoid(-1))
            } else {
                part.falsePositiveCount += 1
                guard let last = windows.last(where: { $0.upperBound < row }) else {
                    part.falsePositives -= 1
                    continue
                }
                part.falsePositives += sigmoid(Double(row - last.upperBound) / Double(last.count - 1))
            }
        }
        return part
    }

    static func normalised(_ parts: [Part], _ profile: Profile = .standard) -> Double {
        var raw = 0.0
        var windows = 0
        for part in parts {
            windows += part.windows.count
            raw += part.windows.reduce(0) { $0 + ($1 ?? -profile.falseNegative) }
            raw += part.falsePositives * profile.falsePositive
        }
        let null = -profile.falseNegative * Double(windows)
        return 100 * (raw - null) / (Double(windows) - null)
    }
}
