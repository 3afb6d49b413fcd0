/// Texts are taken apart by bytes: Swift's characters join a carriage return with the newline behind it, and its
/// strings are equal when they only look alike.
enum TextLines {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")

    /// The lines of a text that ends in a newline; nil when it does not.
    static func closed(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        guard bytes.last == newline else { return nil }
        return bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self)
    }

    /// ASCII digits without leading zeros, as the formats want it.
    static func number(_ bytes: some Collection<UInt8>) -> UInt64? {
        guard (1...20).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }),
            bytes.count == 1 || bytes.first != 0x30
        else { return nil }
        return UInt64(text(bytes))
    }

    /// A name without Unicode spaces, control characters or a plus sign.
    static func isName(_ name: String) -> Bool {
        (1...EvidenceLimits.nameBytesMax).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
                    && scalar.value != 0x7F
            }
    }
}
