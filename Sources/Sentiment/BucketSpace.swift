/// Where a hash lies in the table of weights. Words and characters have a half each: there are ten times as many
/// runs of characters in a text as words, and what is known of words must not drown in their collisions.
struct BucketSpace {
    private let shift: UInt64
    private let upperHalf: UInt32

    init(bits: Int) {
        shift = UInt64(65 - bits)
        upperHalf = 1 << UInt32(bits - 1)
    }

    @inline(__always) func characters(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> shift) }
    @inline(__always) func word(_ hash: UInt64) -> UInt32 { characters(hash) | upperHalf }
}
