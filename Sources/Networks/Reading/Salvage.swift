import Varlink

/// Keeps one entry from silencing all others: an answer that is not JSON as a whole because of something inside one entry (a
/// number beyond 64 bits, a lone surrogate, a nest without end) is read with that entry emptied.
enum Salvage {
    /// Entries are the elements of the list that the answer is, or of the lists that are members of it. Nil when nothing
    /// could be emptied. Whoever reads the result meets null in the place of the entry.
    static func emptied(_ bytes: [UInt8], limits: JSONLimits) -> [UInt8]? {
        var kept: [UInt8] = []
        var copied = 0
        for entry in entries(of: bytes) where !isReadable(bytes[entry], limits) {
            kept.append(contentsOf: bytes[copied..<entry.lowerBound])
            kept.append(contentsOf: "null".utf8)
            copied = entry.upperBound
        }
        guard copied > 0 else { return nil }
        return kept + bytes[copied...]
    }

    private static func isReadable(_ entry: ArraySlice<UInt8>, _ limits: JSONLimits) -> Bool {
        (try? JSONValue(parsing: Array(entry), limits: limits)) != nil
    }

    /// Where the objects among the entries stand. No recursion: only brackets and quotes are looked at.
    private static func entries(of bytes: [UInt8]) -> [Range<Int>] {
        guard let first = bytes.first(where: { $0 > 0x20 }) else { return [] }
        let level = first == UInt8(ascii: "[") ? 1 : 2
        var found: [Range<Int>] = []
        var depth = 0
        var start: Int?
        var lists = [false, false]
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position = endOfString(bytes, position)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if depth == level, lists[level - 1], bytes[position] == UInt8(ascii: "{") { start = position }
                if depth < level { lists[depth] = bytes[position] == UInt8(ascii: "[") }
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                guard depth >= 0 else { return found }
                if depth == level, let begun = start {
                    found.append(begun..<(position + 1))
                    start = nil
                }
            default: break
            }
            position += 1
        }
        return found
    }

    /// The position of the closing quote, or of the end.
    private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
        var position = start + 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return position
    }
}
