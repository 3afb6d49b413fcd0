/// The layout of the weights, little-endian, shared by the reader here and the trainer.
///
///     0   8   "TOCSLIN1"
///     8   4   feature revision
///    12   1   bucket bits            13  1  lexicon bits        14  2  zero
///    16  12   scale of each class: weight = byte * scale / 2^24
///    28  12   bias of each class, 16.16
///    40  48   weights of the four tone values, class by class, 2^-32 per unit
///    88   8   FNV-1a 64 of everything behind this header
///    96       3 << bucketBits bytes: rows of three weights, each stored plus 128
///             4 << lexiconBits bytes: open-addressed lexicon, 24 bits of hash above 8 bits of code
///             8   zero, so that the last row may be read as a word
package enum ModelFormat {
    package static let magic: [UInt8] = Array("TOCSLIN1".utf8)
    /// Raise it with every change of cleaning, tokens or features: old weights are then refused.
    package static let featureRevision: UInt32 = 1
    package static let headerSize = 96
    package static let checksumOffset = 88
    package static let padding = 8
    package static let classes = 3
    package static let toneValues = 4
    /// Fewer buckets than 2^8 say nothing, more than 2^20 are slower than they are better.
    package static let bucketBits = 8...20
    package static let lexiconBits = 4...18
    /// Scales and biases are bounded so that no text can overflow a logit.
    static let scaleLimit: Int32 = 1 << 28
    static let biasLimit: Int32 = 1 << 26

    package static func size(bucketBits: Int, lexiconBits: Int) -> Int {
        headerSize + (classes << bucketBits) + (4 << lexiconBits) + padding
    }

    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = FeatureHash.offset
        for byte in bytes { hash = FeatureHash.extend(hash, byte) }
        return hash
    }
}
