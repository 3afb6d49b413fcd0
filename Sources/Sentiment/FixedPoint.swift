/// Square root and softmax in integers, so that no machine's floating point enters a score.
enum FixedPoint {
    /// The largest integer whose square is not above `value`.
    static func squareRoot(_ value: UInt64) -> UInt64 {
        guard value > 1 else { return value }
        // Newton's method from a power of two above the root falls until it has arrived.
        var root: UInt64 = 1 << ((65 - UInt64(value.leadingZeroBitCount)) / 2)
        while true {
            let next = (root + value / root) / 2
            if next >= root { return root }
            root = next
        }
    }

    /// 2^(-i/16) in 1.30 fixed point, i = 0 ... 16.
    private static func power(_ index: Int) -> Int64 {
        switch index {
        case 0: 1_073_741_824
        case 1: 1_028_218_693
        case 2: 984_625_594
        case 3: 942_880_699
        case 4: 902_905_651
        case 5: 864_625_413
        case 6: 827_968_132
        case 7: 792_865_000
        case 8: 759_250_125
        case 9: 727_060_411
        case 10: 696_235_434
        case 11: 666_717_336
        case 12: 638_450_708
        case 13: 611_382_493
        case 14: 585_461_881
        case 15: 560_640_218
        default: 536_870_912
        }
    }

    /// e^(-distance) in 1.30 fixed point; `distance` is 16.16 and not negative.
    static func exponential(minus distance: Int64) -> Int64 {
        // 94,548 is log2(e) in 16.16; beyond 2^-30 nothing is left.
        let binary = (min(distance, 40 << 16) &* 94_548) >> 16
        let whole = binary >> 16
        guard whole < 31 else { return 0 }
        let step = Int(truncatingIfNeeded: (binary >> 12) & 15)
        let rest = binary & 0xFFF
        let from = power(step)
        let value = from - (((from - power(step + 1)) &* rest) >> 12)
        return value >> whole
    }

    /// Shares per mille, none negative, that add up to 1000 or, by rounding, one more.
    static func softmax(_ a: Int64, _ b: Int64, _ c: Int64) -> (Int64, Int64, Int64) {
        let top = max(a, b, c)
        let x = exponential(minus: top - a)
        let y = exponential(minus: top - b)
        let z = exponential(minus: top - c)
        let sum = x + y + z
        let first = (x * 1000 + sum / 2) / sum
        let third = (z * 1000 + sum / 2) / sum
        // Both may have been rounded up.
        return (first, max(0, 1000 - first - third), third)
    }
}
