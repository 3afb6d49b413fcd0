/// Says of most keys of an object, without comparing any, that they were not seen before. Exact where it
/// matters: once a key outside ASCII was seen it always answers "perhaps".
struct JSONKeyFilter {
    private var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var sawUnfiltered = false

    mutating func mayContain(adding fingerprint: UInt8?) -> Bool {
        guard let fingerprint else {
            sawUnfiltered = true
            return true
        }
        let bit = UInt64(1) << (fingerprint & 63)
        let wasSet: Bool
        switch fingerprint >> 6 {
        case 0: wasSet = Self.set(bit, in: &bits.0)
        case 1: wasSet = Self.set(bit, in: &bits.1)
        case 2: wasSet = Self.set(bit, in: &bits.2)
        default: wasSet = Self.set(bit, in: &bits.3)
        }
        return wasSet || sawUnfiltered
    }

    private static func set(_ bit: UInt64, in word: inout UInt64) -> Bool {
        defer { word |= bit }
        return word & bit != 0
    }
}
