/// Randomness and mathematics that give the same bits on every machine: the C library's `exp` does not.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Fisher and Yates, spelled out: the library's shuffle may change between versions.
    mutating func shuffle(_ order: inout [Int]) {
        for index in stride(from: order.count - 1, to: 0, by: -1) {
            order.swapAt(index, Int(next() % UInt64(index + 1)))
        }
    }
}

enum Logistic {
    /// 1 / (1 + e^-x), by halving the argument to a short range and squaring back.
    static func function(_ x: Float) -> Float {
        let bounded = Double(max(-30, min(30, x)))
        return Float(1 / (1 + exponential(-bounded)))
    }

    /// e^x for |x| up to 30.
    static func exponential(_ x: Double) -> Double {
        let reduced = x / 64
        // Seven terms are exact to a double's last digits below one half.
        var sum = 1 + reduced / 7
        for term in stride(from: 6.0, through: 1.0, by: -1) { sum = 1 + reduced / term * sum }
        for _ in 0..<6 { sum *= sum }
        return sum
    }
}

enum Deterministic {
    /// The natural logarithm of a positive number, by its exponent and a series for what is left.
    static func logarithm(_ x: Double) -> Double {
        var mantissa = x.significand
        var exponent = Double(x.exponent)
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa /= 2
            exponent += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var sum = 0.0
        // The ratio is below 0.172, so ten terms reach a double's last digits.
        for term in stride(from: 19.0, through: 1.0, by: -2) { sum = sum * square + 1 / term }
        return exponent * 0.693_147_180_559_945_3 + 2 * ratio * sum
    }
}
