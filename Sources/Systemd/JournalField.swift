/// One field of a journal entry: data that the message itself, being constant, cannot hold. Never a secret,
/// never the text of a post or a mention.
package struct JournalField: Sendable {
    /// The journal refuses longer names.
    static let nameBytesMax = 64
    /// A longer value is cut off: the journal is for finding events, the log holds them.
    static let valueBytesMax = 4_096

    let name: String
    let value: String

    /// The name is capitals, digits and underscores, does not begin with an underscore (those are the
    /// journal's own), and is written in the code: a wrong one is our bug.
    package init(_ name: StaticString, _ value: String) {
        let text = "\(name)"
        precondition(Self.isValid(text), "a journal field name is A-Z, 0-9 and _ and begins with a letter")
        self.name = text
        self.value = Self.bounded(value)
    }

    package init(_ name: StaticString, _ value: some BinaryInteger) {
        self.init(name, String(value))
    }

    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= nameBytesMax else { return false }
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return letters.contains(first)
            && name.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static func bounded(_ value: String) -> String {
        guard value.utf8.count > valueBytesMax else { return value }
        var kept = value.unicodeScalars.prefix(valueBytesMax)
        while String(kept).utf8.count > valueBytesMax { kept.removeLast() }
        return String(kept)
    }
}
