/// The same sequence for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Bytes of which many are the beginnings and pieces of what the tokeniser looks for.
    mutating func hostileBytes() -> [UInt8] {
        let pieces: [[UInt8]] =
            [
                "&", "&amp;", "&lt;", "&#", "&#x1F600;", "&#8217;", "\\", "\\u", "\\u2019", "\\ud83d",
                "\\ude00",
                "http://", "https:", "www.", "@", "@a", "#", "#A_1", ":", ":'-(", "(-:", "<3", "</3", "^_^",
                "-_", "!!",
                "?!.", "..", "not", "n't", "BUT", "0", "1,5", "aaaa", "ÀÉ", "😀", "👍🏽", "…", "’", " ", "\n",
                "_",
            ].map { Array($0.utf8) } + [
                [0x80], [0xC2], [0xE2, 0x80], [0xF0, 0x9F], [0xED, 0xA0, 0x80], [0xFF], [0],
            ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...60, using: &self) {
            if Bool.random(using: &self) {
                bytes += pieces.randomElement(using: &self) ?? []
            } else {
                bytes.append(UInt8.random(in: 0...255, using: &self))
            }
        }
        return bytes
    }
}
