/// Adds up the rows of the features of one text for all languages but English at once: which of them it is shows
/// when the sums are there.
struct OtherSum: FeatureSink {
    /// Of 32 lanes the last four hold the next row and are not looked at. Rows after which a lane of 16 bits could overflow: 257 bytes of at most 255 just fit.
    private static let rowsMax = 256

    private let rows: UnsafeRawPointer
    private let space: BucketSpace
    private var lanes = SIMD32<UInt16>()
    private var pending = 0
    private var totals = SIMD32<UInt32>()
    private(set) var count = 0

    init(model: SentimentModel) {
        rows = UnsafeRawPointer(model.others)
        space = BucketSpace(bits: model.otherBits)
    }

    mutating func add(_ hash: UInt64) { add(bucket: space.word(hash)) }
    mutating func reserve(_ count: Int) {}
    mutating func addCharacters(_ hash: UInt64) { add(bucket: space.characters(hash)) }
    mutating func word(_ hash: UInt64) {}

    private mutating func add(bucket: UInt32) {
        let offset = Int(bucket) * ModelFormat.otherRowSize
        let row = rows.loadUnaligned(fromByteOffset: offset, as: SIMD32<UInt8>.self)
        lanes &+= SIMD32<UInt16>(truncatingIfNeeded: row)
        count += 1
        pending += 1
        if pending == Self.rowsMax { flush() }
    }

    mutating func flush() {
        totals &+= SIMD32<UInt32>(truncatingIfNeeded: lanes)
        lanes = SIMD32()
        pending = 0
    }

    /// The four sums of a language other than English.
    func sums(_ language: Language) -> SIMD4<Int64> {
        let first = (Int(language.rawValue) - 1) * ModelFormat.columns
        return SIMD4(
            Int64(totals[first]), Int64(totals[first + 1]), Int64(totals[first + 2]), Int64(totals[first + 3])
        )
    }
}
