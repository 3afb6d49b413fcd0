/// The layout of the weights, little-endian, shared by the reader here and the trainer.
///
///     0    8   "TOCSLIN2"
///     8    4   feature revision
///     12   1   bucket bits of English     13  1  lexicon bits
///     14   1   bucket bits of the others  15  1  zero
///     16       a head of 116 bytes for each language, in the order of `Language`
///     944  8   FNV-1a 64 of everything else
///     952      4 << bucketBits bytes: English rows of four weights, each stored plus 128: three classes, the gate
///              8 << lexiconBits bytes: open-addressed lexicon: code, 24 bits of hash, three weights, zero
///              28 << otherBits bytes: rows of such fours for each other language
///              8 bytes of zero, since a row of 28 is read as 32
///
/// A head has a scale of each column (weight = byte * scale / 2^24), a bias of each (16.16), the weights of the four
/// tone values, class by class (2^-32 per unit), and nine more numbers: for English the scales of the lexicon's three
/// weights and six zeros, for the others what each English logit adds, class by class (16.16).
package enum ModelFormat {
    package static let magic: [UInt8] = Array("TOCSLIN2".utf8)
    /// Raise it with every change of cleaning, tokens or features: old weights are then refused.
    package static let featureRevision: UInt32 = 2
    package static let headsOffset = 16
    package static let headSize = 116
    package static let checksumOffset = headsOffset + headSize * Language.allCases.count
    package static let headerSize = checksumOffset + 8
    package static let classes = 3
    /// The classes, and whether the text is in this language at all.
    package static let columns = 4
    package static let toneValues = 4
    /// Fewer buckets than 2^8 say nothing, more than 2^20 are slower than they are better.
    package static let bucketBits = 8...20
    package static let lexiconBits = 4...18
    /// Every number of a head is bounded so that no text can overflow a logit.
    static let scaleLimit: Int32 = 1 << 28
    static let biasLimit: Int32 = 1 << 26
    package static let otherRowSize = 28
    package static let padding = 8

    package static func size(bucketBits: Int, lexiconBits: Int, otherBits: Int) -> Int {
        headerSize + (columns << bucketBits) + (Lexicon.Entry.bytes << lexiconBits)
            + (otherRowSize << otherBits) + padding
    }

    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = FeatureHash.offset
        for byte in bytes { hash = FeatureHash.extend(hash, byte) }
        return hash
    }
}
