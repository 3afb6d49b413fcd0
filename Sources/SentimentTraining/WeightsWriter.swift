import Sentiment

/// Turns trained models into the bytes that the scorer reads in place.
struct WeightsWriter {
    let english: EnglishFit
    let languages: LanguageFit
    let temperatures: [Language: Float]
    let lexicon: LexiconBuilder

    /// A column as bytes around 128, and what one step is worth. The largest weight decides the step.
    private struct Column {
        var step: Float = 0
        var bytes: [UInt8]

        init(_ weights: [Float]) {
            let largest = weights.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
            step = largest / 127
            let step = step
            bytes = weights.map { UInt8(Int(($0 / step).rounded()) + 128) }
        }

        /// For a language that was not trained.
        init(zeros count: Int) { bytes = [UInt8](repeating: 128, count: count) }
    }

    func bytes() throws(TrainingError) -> [UInt8] {
        let (wordSteps, words) = wordWeights()
        let table = try lexicon.table(words)
        var header: [UInt8] = ModelFormat.magic
        header.appendLittleEndian(ModelFormat.featureRevision)
        header += [UInt8(english.bucketBits), UInt8(table.bits), UInt8(languages.bucketBits), 0]

        let own = columns(english.model, languages.gates[.english], bucketBits: english.bucketBits)
        // Without a gate everything is English.
        let gate = languages.gates[.english]?.bias ?? 1
        header += head(own, english.model, gate, more: wordSteps.map { Self.fixed($0, bits: 24) })
        var others: [[Column]] = []
        for language in Language.allCases.dropFirst() {
            let model = languages.calibrated(language, by: temperatures)
            let columns = columns(model, languages.gates[language], bucketBits: languages.bucketBits)
            let gate = languages.gates[language]?.bias ?? -64
            header += head(columns, model, gate, more: borrowed(model))
            others.append(columns)
        }

        var body: [UInt8] = []
        for bucket in 0..<(1 << english.bucketBits) {
            for column in own { body.append(column.bytes[bucket]) }
        }
        body += table.bytes
        for bucket in 0..<(1 << languages.bucketBits) {
            for language in others { for column in language { body.append(column.bytes[bucket]) } }
        }
        body += [UInt8](repeating: 0, count: ModelFormat.padding)
        header.appendLittleEndian(ModelFormat.checksum(header) ^ ModelFormat.checksum(body))
        return header + body
    }

    private func columns(_ model: LinearModel?, _ gate: LanguageFit.Gate?, bucketBits: Int) -> [Column] {
        let classes = (0..<ModelFormat.classes).map { column in
            model.map { model in
                Column(stride(from: column, to: model.buckets.count, by: 3).map { model.buckets[$0] })
            } ?? Column(zeros: 1 << bucketBits)
        }
        return classes + [gate.map { Column($0.weights) } ?? Column(zeros: 1 << bucketBits)]
    }

    private func head(_ columns: [Column], _ model: LinearModel?, _ gate: Float, more: [UInt32]) -> [UInt8] {
        var head: [UInt8] = []
        for column in columns { head.appendLittleEndian(Self.fixed(column.step, bits: 24)) }
        for bias in (model?.biases ?? [0, 0, 0]) + [gate] {
            head.appendLittleEndian(Self.fixed(bias, bits: 16))
        }
        for column in 0..<ModelFormat.classes {
            for value in 0..<ModelFormat.toneValues {
                let weight = model?.dense[column][value] ?? 0
                head.appendLittleEndian(Self.fixed(weight * FeatureMatrix.toneScale, bits: 32))
            }
        }
        for number in more { head.appendLittleEndian(number) }
        return head + [UInt8](repeating: 0, count: ModelFormat.headSize - head.count)
    }

    /// What each English score adds to each class.
    private func borrowed(_ model: LinearModel?) -> [UInt32] {
        guard let model else { return [] }
        return (0..<ModelFormat.classes).flatMap { column in
            model.dense[column].dropFirst(ModelFormat.toneValues).map {
                Self.fixed($0 * LanguageFit.borrowedScale, bits: 16)
            }
        }
    }

    private func wordWeights() -> (steps: [Float], words: [UInt64: [Int8]]) {
        let weights = english.model.words
        let steps = (0..<3).map { column in
            stride(from: column, to: weights.count, by: 3)
                .reduce(Float.leastNormalMagnitude) { max($0, abs(weights[$1])) } / 127
        }
        let words = english.vectors.indexes.mapValues { index in
            (0..<3).map { Int8((weights[index * 3 + $0] / steps[$0]).rounded()) }
        }
        return (steps, words)
    }

    private static func fixed(_ value: Float, bits: Int) -> UInt32 {
        let scaled = (Double(value) * Double(UInt64(1) << UInt64(bits))).rounded()
        return UInt32(bitPattern: Int32(max(-2_147_483_647, min(2_147_483_647, scaled))))
    }
}

extension [UInt8] {
    mutating func appendLittleEndian<Value: FixedWidthInteger>(_ value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }
}
