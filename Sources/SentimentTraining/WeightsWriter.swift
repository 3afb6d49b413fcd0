import Sentiment

/// Turns a trained model into the bytes that the scorer reads in place.
enum WeightsWriter {
    static func bytes(_ model: LinearModel, lexicon: (bytes: [UInt8], bits: Int), bucketBits: Int) -> [UInt8]
    {
        var columns: [(scale: Float, bytes: [UInt8])] = []
        for column in 0..<ModelFormat.classes { columns.append(quantise(model, column: column)) }

        var header: [UInt8] = ModelFormat.magic
        header.appendLittleEndian(ModelFormat.featureRevision)
        header += [UInt8(bucketBits), UInt8(lexicon.bits), 0, 0]
        for column in columns { header.appendLittleEndian(fixed(column.scale, bits: 24)) }
        for bias in model.biases { header.appendLittleEndian(fixed(bias, bits: 16)) }
        for column in 0..<ModelFormat.classes {
            for weight in model.dense[column].prefix(ModelFormat.toneValues) {
                header.appendLittleEndian(fixed(weight * FeatureMatrix.toneScale, bits: 32))
            }
        }

        var body: [UInt8] = []
        body.reserveCapacity(ModelFormat.size(bucketBits: bucketBits, lexiconBits: lexicon.bits))
        for bucket in 0..<(1 << bucketBits) {
            for column in columns { body.append(column.bytes[bucket]) }
        }
        body += lexicon.bytes
        body += [UInt8](repeating: 0, count: ModelFormat.padding)
        header.appendLittleEndian(ModelFormat.checksum(header) ^ ModelFormat.checksum(body))
        return header + body
    }

    /// A column as bytes around 128, and what one step is worth. The largest weight decides the step.
    private static func quantise(_ model: LinearModel, column: Int) -> (scale: Float, bytes: [UInt8]) {
        let weights = stride(from: column, to: model.buckets.count, by: 3).map { model.buckets[$0] }
        let largest = weights.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
        let step = largest / 127
        return (step, weights.map { UInt8(Int(($0 / step).rounded()) + 128) })
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
