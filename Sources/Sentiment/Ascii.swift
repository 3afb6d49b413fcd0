/// The bytes that cleaning and tokens speak of.
enum Ascii {
    static let space: UInt8 = 0x20
    static let exclamation: UInt8 = 0x21
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let ampersand: UInt8 = 0x26
    static let apostrophe: UInt8 = 0x27
    static let opening: UInt8 = 0x28
    static let closing: UInt8 = 0x29
    static let asterisk: UInt8 = 0x2A
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let three: UInt8 = 0x33
    static let eight: UInt8 = 0x38
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let lessThan: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greaterThan: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let openingBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closingBracket: UInt8 = 0x5D
    static let caret: UInt8 = 0x5E
    static let underscore: UInt8 = 0x5F
    static let a: UInt8 = 0x61
    static let d: UInt8 = 0x64
    static let n: UInt8 = 0x6E
    static let o: UInt8 = 0x6F
    static let p: UInt8 = 0x70
    static let s: UInt8 = 0x73
    static let t: UInt8 = 0x74
    static let u: UInt8 = 0x75
    static let x: UInt8 = 0x78
    static let bar: UInt8 = 0x7C

    @inline(__always) static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- a < 26 }
    @inline(__always) static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    @inline(__always) static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

    /// Leads of scalars that are letters of some script, as against marks, symbols and emoji. Coarse on purpose:
    /// U+00A0...00BF, all of U+2000...2FFF and everything beyond the basic plane count as symbols.
    @inline(__always) static func isLetterLead(_ byte: UInt8) -> Bool {
        byte >= 0xC3 && byte < 0xF0 && byte != 0xE2
    }

    /// From this lead on letters are Greek or of a script further away; before it are those of Latin.
    static let otherScripts: UInt8 = 0xCD

    /// How many bytes the well-formed scalar with this lead has.
    @inline(__always) static func length(lead: UInt8) -> Int {
        lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }
}
