/// Adds up the rows of the features of one text. Buckets are gathered first and added in a tight loop, so that
/// the loads overlap; the sums keep the 128 that each stored byte has on top.
struct WeightSum: FeatureSink {
    /// Buckets gathered between two rounds of adding: 1,024 bytes, which still lie on the stack.
    static let capacity = 256

    private let rows: UnsafePointer<UInt8>
    private let shift: UInt64
    private let buffer: UnsafeMutablePointer<UInt32>
    private var filled = 0
    private(set) var count = 0
    private(set) var sums: (Int64, Int64, Int64) = (0, 0, 0)

    init(model: SentimentModel, buffer: UnsafeMutablePointer<UInt32>) {
        rows = model.rows
        shift = UInt64(64 - model.bucketBits)
        self.buffer = buffer
    }

    @inline(__always) mutating func add(_ hash: UInt64) {
        if filled == Self.capacity { flush() }
        addReserved(hash)
    }

    @inline(__always) mutating func reserve(_ count: Int) {
        if filled + count > Self.capacity { flush() }
    }

    @inline(__always) mutating func addReserved(_ hash: UInt64) {
        buffer[filled] = UInt32(truncatingIfNeeded: hash >> shift)
        filled &+= 1
    }

    @inline(__always) mutating func word(_ hash: UInt64) {}

    mutating func flush() {
        // Three columns of 21 bits in one word: 256 bytes of at most 255 stay below 2^16.
        var packed: UInt64 = 0
        let raw = UnsafeRawPointer(rows)
        for index in 0..<filled {
            // A row is three bytes; the fourth belongs to the next one and is masked away.
            let offset = Int(buffer[index]) &* 3
            let row = UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            packed &+= (row & 0xFF) | (row & 0xFF00) << 13 | (row & 0xFF_0000) << 26
        }
        sums.0 += Int64(packed & 0x1F_FFFF)
        sums.1 += Int64(packed >> 21 & 0x1F_FFFF)
        sums.2 += Int64(packed >> 42)
        count += filled
        filled = 0
    }
}
