/// Lays marked-up text out as plain lines: paragraphs apart by an empty line, other blocks by a line break, spaces
/// collapsed as a browser does. Its size is bounded, and nothing in it looks back.
struct TextLayout {
    enum Tag: Hashable {
        case paragraph, block, lineBreak, preformatted, inline
        /// What a reader never sees.
        case hidden
    }

    private var bytes: [UInt8] = []
    private var blockBreaks = 0
    private var lineBreaks = 0
    private var hasSpace = false
    private var preformatted = 0
    private(set) var isCut = false

    static func tag(_ name: String) -> Tag {
        switch name {
        case "p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6": .paragraph
        case "br": .lineBreak
        case "pre": .preformatted
        case "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "hr", "section", "article", "header",
            "footer", "aside", "nav", "main", "figure", "figcaption", "form", "fieldset", "details",
            "summary":
            .block
        case "script", "style", "title", "iframe", "svg", "template", "noscript", "head": .hidden
        default: .inline
        }
    }

    mutating func begin(_ tag: Tag) {
        switch tag {
        case .paragraph: blockBreaks = 2
        case .block: blockBreaks = max(blockBreaks, 1)
        case .lineBreak: lineBreaks += 1
        case .preformatted:
            blockBreaks = 2
            preformatted += 1
        case .inline, .hidden: break
        }
    }

    mutating func end(_ tag: Tag) {
        switch tag {
        case .paragraph: blockBreaks = 2
        case .block: blockBreaks = max(blockBreaks, 1)
        case .preformatted:
            blockBreaks = 2
            preformatted = max(0, preformatted - 1)
        case .lineBreak, .inline, .hidden: break
        }
    }

    /// One byte of valid UTF-8.
    mutating func append(_ byte: UInt8) {
        switch byte {
        case 0x0A where preformatted > 0: lineBreaks += 1
        case 0x20 where preformatted > 0, 0x09 where preformatted > 0: write(byte)
        case 0x20, 0x09, 0x0A, 0x0C, 0x0D: if preformatted == 0 { hasSpace = true }
        case 0..<0x20, 0x7F: break
        default: write(byte)
        }
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        for byte in scalar.utf8 { append(byte) }
    }

    private mutating func write(_ byte: UInt8) {
        let breaks = max(blockBreaks, lineBreaks)
        if !bytes.isEmpty, !isCut {
            if breaks > 0 {
                let room = ReadingLimits.textBytesMax - bytes.count
                bytes.append(contentsOf: repeatElement(0x0A, count: min(breaks, max(0, room))))
            } else if hasSpace {
                bytes.append(0x20)
            }
        }
        blockBreaks = 0
        lineBreaks = 0
        hasSpace = false
        guard !isCut, bytes.count < ReadingLimits.textBytesMax else {
            isCut = true
            return
        }
        bytes.append(byte)
    }

    var text: String {
        String(decoding: isCut ? PlainText.wholeScalars(bytes[...]) : bytes[...], as: UTF8.self)
    }
}
