import Testing

@testable import Sentiment

@Suite("Fixed point")
struct FixedPointTests {
    @Test("The square root is the largest integer whose square is not above the value")
    func squareRoot() {
        for value in UInt64(0)...5_000 {
            let root = FixedPoint.squareRoot(value)
            #expect(root * root <= value && (root + 1) * (root + 1) > value)
        }
        #expect(FixedPoint.squareRoot(.max) == 4_294_967_295)
        #expect(FixedPoint.squareRoot(1 << 62) == 1 << 31)
    }

    @Test("The exponential falls, from one to nothing")
    func exponential() {
        var last = FixedPoint.exponential(minus: 0)
        #expect(last == 1 << 30)
        for distance in stride(from: Int64(0), through: 24 << 16, by: 997) {
            let value = FixedPoint.exponential(minus: distance)
            #expect(value <= last && value >= 0)
            last = value
        }
        // e^-1 is 395,007,542 in 1.30.
        #expect(abs(FixedPoint.exponential(minus: 1 << 16) - 395_007_542) < 200_000)
        #expect(FixedPoint.exponential(minus: .max) == 0)
    }

    @Test(
        "Shares add up to a thousand, and the largest logit has the largest share", arguments: UInt64(1)...50)
    func softmax(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let logits = (0..<3).map { _ in Int64.random(in: -(30 << 16)...(30 << 16), using: &random) }
            let shares = FixedPoint.softmax(logits[0], logits[1], logits[2])
            let list = [shares.0, shares.1, shares.2]
            #expect((1000...1001).contains(list.reduce(0, +)), "replay with seed \(seed)")
            #expect(list.allSatisfy { (0...1000).contains($0) }, "replay with seed \(seed)")
            #expect(
                list.max() == list[logits.firstIndex(of: logits.max() ?? 0) ?? 0], "replay with seed \(seed)")
        }
    }
}
