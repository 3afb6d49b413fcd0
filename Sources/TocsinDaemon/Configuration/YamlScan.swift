import Scenarios

/// What has to be known of a YAML text before the parser sees it.
///
/// While it composes, the parser compares the keys of each map, and a key made of aliases would be compared for
/// hours. Without anchors there are no aliases; with few aliases there is no explosion. Both are counted too high
/// here (`*this*` in a quoted text counts), never too low. Depth is bounded by the parser itself.
enum YamlScan {
    /// More `*name` than this in a text that also has `&name` is refused.
    static let aliasesMax = 8

    static func check(_ text: String) throws(DocumentProblem) {
        var line = 1
        var anchors = 0
        var aliases = 0
        var previous: UInt8 = 0x20
        var beforePrevious: UInt8 = 0x20
        for byte in text.utf8 {
            if byte == 0x0A { line += 1 }
            if isName(byte), !isName(beforePrevious) {
                if previous == UInt8(ascii: "&") { anchors += 1 }
                if previous == UInt8(ascii: "*") { aliases += 1 }
            }
            guard anchors == 0 || aliases <= aliasesMax else {
                throw DocumentProblem(
                    at: DocumentPosition(line: line), field: "",
                    "anchors (&name) and aliases (*name) are not allowed here"
                )
            }
            beforePrevious = previous
            previous = byte
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
