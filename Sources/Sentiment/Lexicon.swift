/// Words with a known tone or with weights of their own, as an open-addressed table inside the weights. The pointer belongs to the weights'
/// owner; the table has at least one free entry, which the model's reader has checked.
package struct Lexicon {
    /// Tone in tenths lies in -100 ... 100; above are the words that change the tone of others.
    package enum Code {
        package static let toneLimit: Int8 = 100
        package static let negation: Int8 = 101
        package static let booster: Int8 = 102
        package static let dampener: Int8 = 103
        package static let contrast: Int8 = 104
    }

    /// What is known of one word: a code, and what it weighs in each class.
    package struct Entry {
        package static let bytes = 8
        var bits: UInt64 = 0

        @inline(__always) var code: Int8 { Int8(truncatingIfNeeded: bits) }

        @inline(__always) var weights: SIMD4<Int64> { SIMD4(weight(0), weight(1), weight(2), 0) }

        @inline(__always) private func weight(_ column: UInt64) -> Int64 {
            Int64(Int8(truncatingIfNeeded: bits >> (32 + 8 * column)))
        }
    }

    let entries: UnsafePointer<UInt8>
    let bits: Int

    @inline(__always) package static func slot(_ hash: UInt64, bits: Int) -> Int {
        Int(truncatingIfNeeded: FeatureHash.word(hash) >> UInt64(64 - bits))
    }

    /// The bits that tell words of one slot apart; never zero, which marks a free entry.
    @inline(__always) package static func fingerprint(_ hash: UInt64) -> UInt32 {
        (UInt32(truncatingIfNeeded: hash) | 1) & 0xFF_FFFF
    }

    /// All zero for an unknown word.
    @inline(__always) func entry(_ hash: UInt64) -> Entry {
        let mask = (1 << bits) - 1
        let wanted = Self.fingerprint(hash)
        var slot = Self.slot(hash, bits: bits)
        while true {
            let bits = UInt64(
                littleEndian: UnsafeRawPointer(entries).loadUnaligned(
                    fromByteOffset: slot * Entry.bytes, as: UInt64.self))
            if bits == 0 { return Entry() }
            if UInt32(truncatingIfNeeded: bits) >> 8 == wanted { return Entry(bits: bits) }
            slot = (slot + 1) & mask
        }
    }
}
