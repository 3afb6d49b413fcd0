import CSentimentWeights

/// Weights that have been checked once and are then read in place. Immutable, so it may be shared.
final class SentimentModel: @unchecked Sendable {
    let rows: UnsafePointer<UInt8>
    let lexicon: Lexicon
    let bucketBits: Int
    let version: String
    private let scales: (Int64, Int64, Int64)
    private let biases: (Int64, Int64, Int64)
    private let tone: [Int64]
    private let owned: UnsafeMutableBufferPointer<UInt8>?

    deinit { owned?.deallocate() }

    /// The weights in the binary. They are part of the program: were they unusable, the build is broken.
    static func embedded() -> SentimentModel {
        let bytes = UnsafeBufferPointer(
            start: tocsin_sentiment_weights(), count: tocsin_sentiment_weights_size())
        do throws(ModelError) {
            return try SentimentModel(bytes, owned: nil)
        } catch {
            preconditionFailure("the embedded sentiment weights are unusable: \(error)")
        }
    }

    static func copying(_ weights: [UInt8]) throws(ModelError) -> SentimentModel {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: weights.count)
        _ = copy.initialize(from: weights)
        do throws(ModelError) {
            return try SentimentModel(UnsafeBufferPointer(copy), owned: copy)
        } catch {
            copy.deallocate()
            throw error
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, owned: UnsafeMutableBufferPointer<UInt8>?)
        throws(ModelError)
    {
        guard bytes.count >= ModelFormat.headerSize, let base = bytes.baseAddress else {
            throw .tooShort(bytes: bytes.count)
        }
        guard bytes.prefix(ModelFormat.magic.count).elementsEqual(ModelFormat.magic) else {
            throw .notWeights
        }
        let raw = UnsafeRawPointer(base)
        func word(_ offset: Int) -> Int32 {
            Int32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        }
        let revision = UInt32(bitPattern: word(8))
        guard revision == ModelFormat.featureRevision else {
            throw .otherFeatures(revision: revision, expected: ModelFormat.featureRevision)
        }
        let bucketBits = Int(bytes[12])
        let lexiconBits = Int(bytes[13])
        guard ModelFormat.bucketBits.contains(bucketBits) else { throw .outOfRange(field: "bucket bits") }
        guard ModelFormat.lexiconBits.contains(lexiconBits) else { throw .outOfRange(field: "lexicon bits") }
        guard bytes.count == ModelFormat.size(bucketBits: bucketBits, lexiconBits: lexiconBits) else {
            throw .tooShort(bytes: bytes.count)
        }
        let recorded = UInt64(
            littleEndian: raw.loadUnaligned(fromByteOffset: ModelFormat.checksumOffset, as: UInt64.self))
        let header = ModelFormat.checksum(bytes[..<ModelFormat.checksumOffset])
        guard recorded == header ^ ModelFormat.checksum(bytes[ModelFormat.headerSize...]) else {
            throw .damaged
        }
        for index in 0..<ModelFormat.classes {
            guard abs(Int64(word(16 + index * 4))) <= ModelFormat.scaleLimit else {
                throw .outOfRange(field: "scale")
            }
            guard abs(Int64(word(28 + index * 4))) <= ModelFormat.biasLimit else {
                throw .outOfRange(field: "bias")
            }
        }
        let table = base + ModelFormat.headerSize + (ModelFormat.classes << bucketBits)
        // A lookup ends at a free entry, so a table without one would never end.
        let free = (0..<(1 << lexiconBits)).contains {
            UnsafeRawPointer(table).loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) == 0
        }
        guard free else { throw .outOfRange(field: "lexicon") }

        self.owned = owned
        self.bucketBits = bucketBits
        rows = base + ModelFormat.headerSize
        lexicon = Lexicon(entries: table, bits: lexiconBits)
        scales = (Int64(word(16)), Int64(word(20)), Int64(word(24)))
        biases = (Int64(word(28)), Int64(word(32)), Int64(word(36)))
        tone = (0..<ModelFormat.classes * ModelFormat.toneValues).map { Int64(word(40 + $0 * 4)) }
        let digits = String(UInt32(truncatingIfNeeded: recorded ^ (recorded >> 32)), radix: 16)
        version = "\(revision)-" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Class logits in 16.16. `sums` are of stored bytes, still with 128 added for each of `count` features.
    func logits(
        sums: (Int64, Int64, Int64), count: Int, tone values: ToneValues
    ) -> (negative: Int64, neutral: Int64, positive: Int64) {
        // The row is divided by its length, the root of the count: 8 bits of fraction are kept.
        let root = Int64(max(1, FixedPoint.squareRoot(UInt64(count) << 16)))
        let excess = Int64(count) * 128
        return (
            (sums.0 - excess) * scales.0 / root + toneLogit(0, values) + biases.0,
            (sums.1 - excess) * scales.1 / root + toneLogit(1, values) + biases.1,
            (sums.2 - excess) * scales.2 / root + toneLogit(2, values) + biases.2
        )
    }

    @inline(__always) private func toneLogit(_ column: Int, _ values: ToneValues) -> Int64 {
        let first = column * ModelFormat.toneValues
        let sum =
            tone[first] * Int64(values.negative) + tone[first + 1] * Int64(values.neutral)
            + tone[first + 2] * Int64(values.positive) + tone[first + 3] * Int64(values.compound)
        return sum >> 16
    }
}
