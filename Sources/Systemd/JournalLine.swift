/// An entry as one line: `<5>message NAME=value NAME="a value with spaces"`.
enum JournalLine {
    static func text(_ priority: JournalPriority, _ message: String, _ fields: [JournalField]) -> String {
        var line = "<\(priority.rawValue)>" + escaped(message)
        for field in fields { line += " \(field.name)=" + quotedIfNeeded(field.value) }
        return line
    }

    private static func quotedIfNeeded(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { scalar in
                scalar != " " && scalar != "\"" && scalar != "\\" && scalar != "=" && !isUnprintable(scalar)
            }
        return isPlain ? value : "\"" + escaped(value) + "\""
    }

    /// A line break would forge a second entry, and an escape sequence would speak to the terminal.
    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where isUnprintable(scalar): result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Controls, line and paragraph separators, and the marks that turn the direction of what follows.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}
