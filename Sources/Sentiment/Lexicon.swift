/// Words with a known tone, as an open-addressed table inside the weights. The pointer belongs to the weights'
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

    let entries: UnsafePointer<UInt8>
    let bits: Int

    @inline(__always) package static func slot(_ hash: UInt64, bits: Int) -> Int {
        Int(truncatingIfNeeded: FeatureHash.word(hash) >> UInt64(64 - bits))
    }

    /// The bits that tell words of one slot apart; never zero, which marks a free entry.
    @inline(__always) package static func fingerprint(_ hash: UInt64) -> UInt32 {
        (UInt32(truncatingIfNeeded: hash) | 1) & 0xFF_FFFF
    }

    /// The word's code, zero for an unknown one.
    @inline(__always) func code(_ hash: UInt64) -> Int8 {
        let mask = (1 << bits) - 1
        let wanted = Self.fingerprint(hash)
        var slot = Self.slot(hash, bits: bits)
        while true {
            let entry = UInt32(
                littleEndian: UnsafeRawPointer(entries).loadUnaligned(
                    fromByteOffset: slot * 4, as: UInt32.self))
            if entry == 0 { return 0 }
            if entry >> 8 == wanted { return Int8(truncatingIfNeeded: entry) }
            slot = (slot + 1) & mask
        }
    }
}
