/// What one language adds to its sums of weights: scales, biases, and the weights of the other inputs. The columns
/// are negative, neutral, positive and the gate, which says whether the text is in this language.
struct ModelHead {
    private var scales = SIMD4<Int64>()
    private var biases = SIMD4<Int64>()
    private var tone = [SIMD4<Int64>](repeating: .init(), count: ModelFormat.toneValues)
    private var more = [SIMD4<Int64>](repeating: .init(), count: ModelFormat.classes)

    /// `word` gives the 32 bits at an offset within the head.
    init(_ word: (Int) -> Int32) throws(ModelError) {
        for column in 0..<ModelFormat.columns {
            let scale = word(column * 4)
            guard abs(Int64(scale)) <= ModelFormat.scaleLimit else { throw .outOfRange(field: "scale") }
            scales[column] = Int64(scale)
            let bias = word(16 + column * 4)
            guard abs(Int64(bias)) <= ModelFormat.biasLimit else { throw .outOfRange(field: "bias") }
            biases[column] = Int64(bias)
        }
        for column in 0..<ModelFormat.classes {
            for value in 0..<ModelFormat.toneValues {
                tone[value][column] = Int64(word(32 + (column * ModelFormat.toneValues + value) * 4))
            }
            for input in 0..<ModelFormat.classes {
                let factor = word(80 + (column * ModelFormat.classes + input) * 4)
                guard abs(Int64(factor)) <= ModelFormat.scaleLimit else { throw .outOfRange(field: "factor") }
                more[input][column] = Int64(factor)
            }
        }
    }

    /// For English, whose first three further numbers are the scales of the words' own weights.
    private var wordScales: SIMD4<Int64> { SIMD4(more[0][0], more[1][0], more[2][0], 0) }

    /// Logits in 16.16 of an English text. `sums` are of stored bytes, with 128 added for each of `count` features.
    func english(
        sums: SIMD4<Int64>, words: SIMD4<Int64>, count: Int, tone values: ToneValues
    ) -> SIMD4<Int64> {
        let excess = SIMD4(repeating: Int64(count) * 128)
        return (((sums &- excess) &* scales) &+ words &* wordScales) / root(count) &+ biases
            &+ toneLogits(values)
    }

    func other(
        sums: SIMD4<Int64>, count: Int, tone values: ToneValues, english: SIMD4<Int64>
    ) -> SIMD4<Int64> {
        let excess = SIMD4(repeating: Int64(count) * 128)
        let borrowed = more[0] &* english[0] &+ more[1] &* english[1] &+ more[2] &* english[2]
        return ((sums &- excess) &* scales) / root(count) &+ biases &+ toneLogits(values) &+ (borrowed &>> 16)
    }

    /// The row is divided by its length, the root of the count: 8 bits of fraction are kept.
    private func root(_ count: Int) -> SIMD4<Int64> {
        SIMD4(repeating: Int64(max(1, FixedPoint.squareRoot(UInt64(count) << 16))))
    }

    private func toneLogits(_ values: ToneValues) -> SIMD4<Int64> {
        let negative = tone[0] &* Int64(values.negative)
        let neutral = tone[1] &* Int64(values.neutral)
        let positive = tone[2] &* Int64(values.positive)
        let compound = tone[3] &* Int64(values.compound)
        return (negative &+ neutral &+ positive &+ compound) &>> 16
    }
}
