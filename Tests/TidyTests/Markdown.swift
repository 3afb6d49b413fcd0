/// As much of Markdown as the checks need: fenced blocks, links, headings.
struct Markdown {
    struct Block: Hashable {
        var language: String
        var lines: [String]
        var text: String { lines.joined(separator: "\n") }
    }

    private(set) var blocks: [Block] = []
    /// Outside fenced blocks.
    private(set) var prose: [String] = []

    init(_ text: String) {
        var open: Block?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                if open == nil { prose.append(String(line)) } else { open?.lines.append(String(line)) }
                continue
            }
            if let block = open {
                blocks.append(block)
                open = nil
            } else {
                open = Block(language: String(line.dropFirst(3)), lines: [])
            }
        }
    }

    /// Where the links point to, as they are written.
    var links: [String] {
        prose.flatMap { line in
            line.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
        }
    }

    /// What a link may name behind its number sign.
    var anchors: Set<String> {
        Set(
            prose.filter { $0.hasPrefix("#") }.map { heading in
                let text = heading.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
                let kept = text.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                return String(kept.map { $0 == " " ? "-" : $0 })
            })
    }

    /// The cells of all table rows, without the rows of dashes.
    var rows: [[String]] {
        prose.filter { $0.hasPrefix("|") && !$0.hasPrefix("|-") && !$0.hasPrefix("| -") }.map { line in
            line.split(separator: "|").map { String($0.trimmed) }
        }
    }
}

extension Substring {
    var trimmed: Substring {
        let head = drop(while: \.isWhitespace)
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return head[...last]
    }
}
