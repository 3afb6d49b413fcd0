import CSentimentWeights

/// Weights that have been checked once and are then read in place. Immutable, so it may be shared.
final class SentimentModel: @unchecked Sendable {
    let rows: UnsafePointer<UInt8>
    let lexicon: Lexicon
    let bucketBits: Int
    let others: UnsafePointer<UInt8>
    let otherBits: Int
    /// In the order of the languages.
    let heads: [ModelHead]
    let version: String
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
        let otherBits = Int(bytes[14])
        guard ModelFormat.bucketBits.contains(bucketBits) else { throw .outOfRange(field: "bucket bits") }
        guard ModelFormat.lexiconBits.contains(lexiconBits) else { throw .outOfRange(field: "lexicon bits") }
        guard ModelFormat.bucketBits.contains(otherBits) else { throw .outOfRange(field: "other bits") }
        let size = ModelFormat.size(bucketBits: bucketBits, lexiconBits: lexiconBits, otherBits: otherBits)
        guard bytes.count == size else {
            throw .tooShort(bytes: bytes.count)
        }
        let recorded = UInt64(
            littleEndian: raw.loadUnaligned(fromByteOffset: ModelFormat.checksumOffset, as: UInt64.self))
        let header = ModelFormat.checksum(bytes[..<ModelFormat.checksumOffset])
        guard recorded == header ^ ModelFormat.checksum(bytes[ModelFormat.headerSize...]) else {
            throw .damaged
        }
        var heads: [ModelHead] = []
        for language in Language.allCases {
            let offset = ModelFormat.headsOffset + Int(language.rawValue) * ModelFormat.headSize
            heads.append(try ModelHead { word(offset + $0) })
        }
        let table = base + ModelFormat.headerSize + (ModelFormat.columns << bucketBits)
        // A lookup ends at a free entry, so a table without one would never end.
        let free = (0..<(1 << lexiconBits)).contains {
            UnsafeRawPointer(table).loadUnaligned(fromByteOffset: $0 * Lexicon.Entry.bytes, as: UInt64.self)
                == 0
        }
        guard free else { throw .outOfRange(field: "lexicon") }

        self.owned = owned
        self.bucketBits = bucketBits
        rows = base + ModelFormat.headerSize
        lexicon = Lexicon(entries: table, bits: lexiconBits)
        others = table + (Lexicon.Entry.bytes << lexiconBits)
        self.otherBits = otherBits
        self.heads = heads
        let digits = String(UInt32(truncatingIfNeeded: recorded ^ (recorded >> 32)), radix: 16)
        version = "\(revision)-" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
