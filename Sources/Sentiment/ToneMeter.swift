/// Sums the lexicon's tones over a text in the manner of VADER (Hutto and Gilbert 2014): negation, boosters,
/// capitals, "but" and exclamation marks change the weight of a word. Thousandths, integers throughout.
struct ToneMeter {
    private static let capitals: Int64 = 733
    private static let booster: Int64 = 293
    private static let exclamation: Int64 = 292
    private static let question: Int64 = 180
    private static let manyQuestions: Int64 = 960
    /// VADER's normalising constant 15, for a square of thousandths.
    private static let softening: Int64 = 15_000_000

    private var balance: Int64 = 0
    private var positive: Int64 = 0
    private var negative: Int64 = 0
    private var words: Int64 = 0
    private var toned: Int64 = 0
    private var shouted: Int64 = 0
    private var quiet = false
    private var exclamations: Int64 = 0
    private var questions: Int64 = 0
    private var afterContrast = false
    /// Codes of the last three words, the nearest first.
    private var before: (Int8, Int8, Int8) = (0, 0, 0)

    /// No word, face or emoji has come by.
    var isEmpty: Bool { words == 0 }

    @inline(__always) mutating func mark(exclamations more: Int, questions others: Int) {
        exclamations += Int64(more)
        questions += Int64(others)
    }

    /// A word, face or emoji with its code from the lexicon.
    @inline(__always) mutating func add(code: Int8, isCapitals: Bool) {
        words += 1
        if !isCapitals { quiet = true }
        if code != 0 {
            if code <= Lexicon.Code.toneLimit {
                addTone(Int64(code) * 100, isCapitals: isCapitals)
            } else if code == Lexicon.Code.contrast {
                // What stands before "but" counts half, what follows half as much again.
                balance /= 2
                positive /= 2
                negative /= 2
                afterContrast = true
            }
        }
        before = (code, before.0, before.1)
    }

    private mutating func addTone(_ tone: Int64, isCapitals: Bool) {
        let sign: Int64 = tone < 0 ? -1 : 1
        var value = tone
        // Whether capitals stand out is known only at the end; a text all in capitals is put right there.
        if isCapitals { shouted += sign * Self.capitals }
        value = weigh(value, sign, before.0, share: 100)
        value = weigh(value, sign, before.1, share: 95)
        value = weigh(value, sign, before.2, share: 90)
        if isCapitals { value += (value < 0 ? -1 : 1) * Self.capitals }
        if afterContrast { value += value / 2 }
        toned += 1
        balance += value
        // As in VADER a word counts one more towards its share than its tone says.
        if value > 0 { positive += value + 1000 } else { negative += 1000 - value }
    }

    @inline(__always) private func weigh(_ value: Int64, _ sign: Int64, _ code: Int8, share: Int64) -> Int64 {
        switch code {
        case Lexicon.Code.booster: value + sign * Self.booster * share / 100
        case Lexicon.Code.dampener: value - sign * Self.booster * share / 100
        case Lexicon.Code.negation: -value * 74 / 100
        default: value
        }
    }

    func values() -> ToneValues {
        var result = ToneValues()
        guard words > 0 else { return result }
        var up = positive
        var down = negative
        var sum = balance
        if toned > 0 {
            if !quiet { sum -= shouted }
            var emphasis = min(exclamations, 4) * Self.exclamation
            if questions > 1 { emphasis += questions <= 3 ? questions * Self.question : Self.manyQuestions }
            if sum > 0 {
                sum += emphasis
                up += emphasis
            } else if sum < 0 {
                sum -= emphasis
                down += emphasis
            }
        }
        let rest = max(0, words - toned) * 1000
        let total = max(1, up + down + rest)
        result.negative = Int32(truncatingIfNeeded: down * 1000 / total)
        result.neutral = Int32(truncatingIfNeeded: rest * 1000 / total)
        result.positive = Int32(truncatingIfNeeded: up * 1000 / total)
        let length = Int64(FixedPoint.squareRoot(UInt64(sum * sum + Self.softening)))
        result.compound = Int32(truncatingIfNeeded: sum * 1000 / length)
        return result
    }
}
