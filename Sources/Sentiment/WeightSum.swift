/// Adds up the rows of the features of one English text. Buckets are gathered first and added in a tight loop, so that
/// the loads overlap; the sums keep the 128 that each stored byte has on top.
struct WeightSum: FeatureSink {
    /// Buckets gathered between two rounds of adding: 1,024 bytes, which still lie on the stack.
    static let capacity = 256

    private let rows: UnsafePointer<UInt8>
    private let space: BucketSpace
    private let buffer: UnsafeMutablePointer<UInt32>
    private var filled = 0
    private(set) var count = 0
    private(set) var sums = SIMD4<Int64>()

    init(model: SentimentModel, buffer: UnsafeMutablePointer<UInt32>) {
        rows = model.rows
        space = BucketSpace(bits: model.bucketBits)
        self.buffer = buffer
    }

    @inline(__always) mutating func add(_ hash: UInt64) {
        if filled == Self.capacity { flush() }
        buffer[filled] = space.word(hash)
        filled &+= 1
    }

    @inline(__always) mutating func reserve(_ count: Int) {
        if filled + count > Self.capacity { flush() }
    }

    @inline(__always) mutating func addCharacters(_ hash: UInt64) {
        buffer[filled] = space.characters(hash)
        filled &+= 1
    }

    @inline(__always) mutating func word(_ hash: UInt64) {}

    mutating func flush() {
        // Two columns in each word: 256 bytes of at most 255 stay below 2^16.
        var even: UInt32 = 0
        var odd: UInt32 = 0
        let raw = UnsafeRawPointer(rows)
        for index in 0..<filled {
            let offset = Int(buffer[index]) &* 4
            let row = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            even &+= row & 0xFF_00FF
            odd &+= row >> 8 & 0xFF_00FF
        }
        sums &+= SIMD4(Int64(even & 0xFFFF), Int64(odd & 0xFFFF), Int64(even >> 16), Int64(odd >> 16))
        count += filled
        filled = 0
    }
}
