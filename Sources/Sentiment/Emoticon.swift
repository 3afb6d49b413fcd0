/// Recognises faces and hearts drawn with ASCII at a position of cleaned text, which zero bytes follow.
enum Emoticon {
    /// Length of the emoticon that begins here, zero for none. Nothing that is part of a word is one.
    static func length(at text: UnsafePointer<UInt8>, previous: UInt8) -> Int {
        let length = candidate(text, previous: previous)
        guard length > 0, Ascii.isLetter(text[length - 1]) else { return length }
        // A mouth that is a letter ends the face only where the word ends: ":Dinner" is none.
        return Ascii.isLetter(text[length]) || Ascii.isDigit(text[length]) ? 0 : length
    }

    private static func candidate(_ text: UnsafePointer<UInt8>, previous: UInt8) -> Int {
        switch text[0] {
        case Ascii.colon, Ascii.semicolon, Ascii.equals:
            // "at 5:30" and "note:(see" have a word before the colon; a bracket after a digit is a list.
            if Ascii.isDigit(previous) { return 0 }
            return face(text)
        case Ascii.lessThan:
            if text[1] == Ascii.three { return 2 }
            return text[1] == Ascii.slash && text[2] == Ascii.three ? 3 : 0
        case Ascii.opening, Ascii.closing:
            // "(:" and its like, eyes last.
            let eyes = text[1] == Ascii.hyphen ? text[2] : text[1]
            guard eyes == Ascii.colon || eyes == Ascii.semicolon || eyes == Ascii.equals else { return 0 }
            return text[1] == Ascii.hyphen ? 3 : 2
        case Ascii.caret, Ascii.hyphen:
            var end = 1
            while text[end] == Ascii.underscore || text[end] == Ascii.dot, end < 4 { end += 1 }
            let isFace = text[end] == text[0] && (end > 1 || text[0] == Ascii.caret)
            return isFace ? end + 1 : 0
        default:
            return 0
        }
    }

    private static func face(_ text: UnsafePointer<UInt8>) -> Int {
        var index = 1
        // A tear and a nose.
        if text[index] == Ascii.apostrophe { index += 1 }
        switch text[index] {
        case Ascii.hyphen, Ascii.caret, Ascii.asterisk: if isMouth(text[index + 1]) { index += 1 }
        case Ascii.o | 0x20: if text[index + 1] != 0, isBracket(text[index + 1]) { index += 1 }
        default: break
        }
        guard isMouth(text[index]) else { return 0 }
        // "://" belongs to an address.
        if text[index] == Ascii.slash, text[index + 1] == Ascii.slash { return 0 }
        return index + 1
    }

    private static func isBracket(_ byte: UInt8) -> Bool {
        byte == Ascii.opening || byte == Ascii.closing || byte == Ascii.openingBracket
            || byte == Ascii.closingBracket
    }

    private static func isMouth(_ byte: UInt8) -> Bool {
        switch byte {
        case Ascii.opening, Ascii.closing, Ascii.openingBracket, Ascii.closingBracket, Ascii.slash,
            Ascii.backslash,
            Ascii.bar, Ascii.asterisk, Ascii.three, Ascii.greaterThan, Ascii.lessThan, 0x7B, 0x7D:
            true
        default:
            byte | 0x20 == Ascii.d || byte | 0x20 == Ascii.p || byte | 0x20 == Ascii.o
                || byte | 0x20 == Ascii.s
                || byte | 0x20 == Ascii.x
        }
    }
}
