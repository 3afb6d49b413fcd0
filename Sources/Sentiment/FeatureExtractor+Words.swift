extension FeatureExtractor {
    /// Letters, digits, underscores and inner apostrophes. Lower case, three or more of one letter become two,
    /// a run of digits becomes a zero.
    mutating func readWord() {
        var length = 0
        var hash = FeatureHash.offset
        var letters = 0
        var capitals = 0
        var isElongated = false
        var isForeign = false

        while true {
            var byte = text[position]
            if Ascii.isLetter(byte) {
                letters += 1
                if byte < Ascii.a {
                    capitals += 1
                    byte |= 0x20
                }
                if length > 1, token[length] == byte, token[length - 1] == byte {
                    isElongated = true
                    position += 1
                    continue
                }
            } else if Ascii.isDigit(byte) {
                byte = Ascii.zero
                if length > 0, token[length] == byte {
                    position += 1
                    continue
                }
            } else if byte == Ascii.apostrophe {
                guard length > 0, Ascii.isLetter(text[position + 1]) else { break }
            } else if byte < 0x80 {
                guard byte == Ascii.underscore else { break }
            } else if !Ascii.isLetterLead(byte) {
                // Bytes that continue a letter follow its lead below; here only marks and symbols are left.
                break
            } else {
                letters += 1
                if byte >= Ascii.otherScripts { isForeign = true }
                readLetter(byte, &length, &hash)
                continue
            }
            if length < Self.tokenLimit {
                length += 1
                token[length] = byte
                hash = FeatureHash.extend(hash, byte)
            }
            position += 1
        }
        if letters > 0 { hasLetters = true }
        if isElongated { sink.add(FeatureHash.elongation) }
        let isCapitals = capitals > 1 && capitals == letters
        if isCapitals { sink.add(FeatureHash.capitals) }
        finishWord(length: length, hash: hash, isCapitals: isCapitals, isForeign: isForeign)
    }

    /// A letter of more than one byte, taken whole or not at all.
    private mutating func readLetter(_ lead: UInt8, _ length: inout Int, _ hash: inout UInt64) {
        let size = Ascii.length(lead: lead)
        if length + size <= Self.tokenLimit {
            for offset in 0..<size {
                length += 1
                token[length] = text[position + offset]
                hash = FeatureHash.extend(hash, token[length])
            }
        }
        position += size
    }

    private mutating func finishWord(length: Int, hash: UInt64, isCapitals: Bool, isForeign: Bool) {
        var code = emitToken(hash)
        if negatedWords > 0 {
            negatedWords -= 1
            sink.add(FeatureHash.word(hash ^ FeatureHash.negated))
        }
        if isForeign { emitLetters(length: length) } else { emitCharacters(length: length) }

        if length > 3, token[length] == Ascii.t, token[length - 1] == Ascii.apostrophe,
            token[length - 2] == Ascii.n
        {
            code = Lexicon.Code.negation
        }
        if code == Lexicon.Code.negation { negatedWords = Self.negationReach }
        if code == Lexicon.Code.contrast { negatedWords = 0 }
        tone.add(code: code, isCapitals: isCapitals)
    }

    /// An address becomes the word "http". Says whether one stood here.
    mutating func skipAddress() -> Bool {
        func lower(_ offset: Int) -> UInt8 { text[position + offset] | 0x20 }
        let isWeb: Bool
        if lower(0) == 0x77 {
            isWeb = lower(1) == 0x77 && lower(2) == 0x77 && text[position + 3] == Ascii.dot
        } else {
            let isPlain = lower(1) == Ascii.t && lower(2) == Ascii.t && lower(3) == Ascii.p
            let colon = isPlain && lower(4) == Ascii.s ? 5 : 4
            isWeb =
                isPlain && text[position + colon] == Ascii.colon && text[position + colon + 1] == Ascii.slash
                && text[position + colon + 2] == Ascii.slash
        }
        guard isWeb else { return false }
        while text[position] > Ascii.space { position += 1 }
        emitFixed("http")
        return true
    }

    /// A token that stands for many spellings.
    mutating func emitFixed(_ name: StaticString) {
        var hash = FeatureHash.offset
        for offset in 0..<name.utf8CodeUnitCount { hash = FeatureHash.extend(hash, name.utf8Start[offset]) }
        emitToken(hash)
        if negatedWords > 0 { negatedWords -= 1 }
        tone.add(code: 0, isCapitals: false)
    }
}
