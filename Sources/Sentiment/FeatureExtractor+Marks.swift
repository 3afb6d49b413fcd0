extension FeatureExtractor {
    /// What begins with neither letter nor digit: names, tags, faces, emoji, punctuation, letters of other scripts.
    mutating func readMark(_ byte: UInt8) {
        if byte >= 0x80 {
            if Ascii.isLetterLead(byte) { readWord() } else { emitSymbol(length: Ascii.length(lead: byte)) }
            return
        }
        let before = position > 0 ? text[position - 1] : Ascii.space
        let face = Emoticon.length(at: text + position, previous: before)
        if face > 0 {
            emitSymbol(length: face)
            return
        }
        switch byte {
        case Ascii.at where isWordByte(text[position + 1]):
            position += 1
            while isWordByte(text[position]) { position += 1 }
            emitFixed("@user")
        case Ascii.hash where isWordByte(text[position + 1]):
            readTag()
        case Ascii.exclamation, Ascii.question, Ascii.dot:
            readRun()
        case Ascii.underscore where isWordByte(text[position + 1]):
            readWord()
        default:
            if byte == Ascii.comma || byte == Ascii.colon || byte == Ascii.semicolon { negatedWords = 0 }
            sink.add(FeatureHash.word(FeatureHash.extend(FeatureHash.offset, byte)))
            position += 1
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        Ascii.isLetter(byte) || Ascii.isDigit(byte) || byte == Ascii.underscore
    }

    /// A tag counts once as the tag it is and once as the word it is made of.
    private mutating func readTag() {
        position += 1
        var hash = FeatureHash.tag
        var ahead = position
        while isWordByte(text[ahead]) {
            hash = FeatureHash.extend(hash, Ascii.isUpper(text[ahead]) ? text[ahead] | 0x20 : text[ahead])
            ahead += 1
        }
        sink.add(FeatureHash.word(hash))
        readWord()
    }

    /// A run of "!?." is one token of at most three marks, and ends a negation.
    private mutating func readRun() {
        var hash = FeatureHash.offset
        var length = 0
        var exclamations = 0
        var questions = 0
        while true {
            let byte = text[position]
            if byte == Ascii.exclamation {
                exclamations += 1
            } else if byte == Ascii.question {
                questions += 1
            } else if byte != Ascii.dot {
                break
            }
            length += 1
            if length <= 3 { hash = FeatureHash.extend(hash, byte) }
            position += 1
        }
        tone.mark(exclamations: exclamations, questions: questions)
        negatedWords = 0
        emitToken(hash)
    }
}
