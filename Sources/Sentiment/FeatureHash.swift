/// The hashes of the features. Fixed for ever within a feature revision: weights are trained for them.
///
/// A token is FNV-1a 64 over its bytes. A character n-gram is its bytes as a number (they are never zero, so
/// the length is part of it). Either is multiplied by an odd constant, and the product's upper bits are the bucket.
enum FeatureHash {
    static let offset: UInt64 = 0xCBF2_9CE4_8422_2325
    static let prime: UInt64 = 0x0000_0100_0000_01B3
    /// 2^64 divided by the golden ratio, made odd.
    static let spread: UInt64 = 0x9E37_79B9_7F4A_7C15
    static let pair: UInt64 = 0xD6E8_FEB8_6659_FD93
    static let negated: UInt64 = 0xA076_1D64_78BD_642F
    static let tag: UInt64 = 0xE703_7ED1_A0B4_28DB
    static let start: UInt64 = 0x8EBC_6AF0_9C88_C6E3
    static let end: UInt64 = 0x5899_65CC_7537_4CC3
    static let elongation: UInt64 = 0x1D8E_4E27_C47D_124F
    static let letters: UInt64 = 0x2D35_8DCC_AA6C_78A5
    static let capitals: UInt64 = 0xEB44_ACCA_B455_D165

    @inline(__always) static func extend(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* prime
    }

    /// FNV's upper bits are its weak ones; folding first lets all of them reach the bucket.
    @inline(__always) static func word(_ hash: UInt64) -> UInt64 {
        (hash ^ (hash >> 29)) &* spread
    }

    @inline(__always) static func bigram(_ first: UInt64, _ second: UInt64) -> UInt64 {
        word((first &* pair) ^ second)
    }

    @inline(__always) static func characters(_ packed: UInt64) -> UInt64 {
        let mixed = packed &* spread
        return (mixed ^ (mixed >> 32)) &* pair
    }
}
