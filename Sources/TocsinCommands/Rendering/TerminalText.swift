/// Text from outside, made harmless and measured for a terminal.
///
/// Mentions and posts are written by strangers: an escape sequence in one must never reach the terminal of a
/// person in a crisis, nor may a change of direction make a line read as another.
enum TerminalText {
    static func visible(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += " "
            case "\r": break
            default:
                if isHarmful(scalar) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Columns that the text takes.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + width($1) }
    }

    static func padded(_ text: String, to columns: Int, _ alignment: Table.Alignment) -> String {
        let missing = columns - width(text)
        guard missing > 0 else { return text }
        let space = String(repeating: " ", count: missing)
        return alignment == .left ? text + space : space + text
    }

    /// Cut to `columns`, with three dots where something is missing.
    static func cut(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 3 else { return String(repeating: ".", count: max(0, columns)) }
        var result = ""
        var used = 0
        for character in text {
            let next = width(character)
            if used + next > columns - 3 { break }
            result.append(character)
            used += next
        }
        return result + "..."
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
        // Joiners keep emoji and several scripts readable; every other format character can only deceive.
        case .format: scalar.value != 0x200D && scalar.value != 0x200C && scalar.value != 0xAD
        default: false
        }
    }

    private static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.value < 0x300 { return 1 }
        if first.properties.isEmojiPresentation { return 2 }
        if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
