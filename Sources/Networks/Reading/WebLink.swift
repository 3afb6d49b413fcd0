/// Links that people may follow, and the resolution of relative ones (RFC 3986, section 5.2).
enum WebLink {
    /// Nil for anything but http and https: a post must not put `javascript:` before an operator.
    static func checked(_ text: String) -> String? {
        guard text.utf8.count <= ReadingLimits.linkBytesMax, let scheme = scheme(text[...]) else {
            return nil
        }
        let name = scheme.lowercased()
        guard name == "http" || name == "https",
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != 0x3C })
        else { return nil }
        return text
    }

    static func resolve(_ reference: String, against base: String?) -> String {
        guard scheme(reference[...]) == nil, let base, let baseScheme = scheme(base[...]) else {
            return reference
        }
        guard reference.utf8.count + base.utf8.count <= 2 * ReadingLimits.linkBytesMax else {
            return reference
        }
        if reference.hasPrefix("//") { return baseScheme + ":" + reference }
        let withoutFragment = base.prefix { $0 != "#" }
        if reference.isEmpty { return String(withoutFragment) }
        if reference.hasPrefix("#") { return withoutFragment + reference }
        let withoutQuery = withoutFragment.prefix { $0 != "?" }
        if reference.hasPrefix("?") { return withoutQuery + reference }
        var root = withoutQuery
        var path: Substring = ""
        let afterScheme = withoutQuery.dropFirst(baseScheme.count + 1)
        if afterScheme.hasPrefix("//") {
            let rest = afterScheme.dropFirst(2)
            let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
            root = withoutQuery[..<pathStart]
            path = rest[pathStart...]
        }
        if reference.hasPrefix("/") { return root + withoutDots(reference[...]) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return root + withoutDots(folder + reference)
    }

    private static func withoutDots(_ path: Substring) -> String {
        let end = path.firstIndex { $0 == "?" || $0 == "#" } ?? path.endIndex
        var kept: [Substring] = []
        let segments = path[..<end].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                if !kept.isEmpty { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/") + path[end...]
    }

    private static func scheme(_ text: Substring) -> Substring? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon]
        guard let first = name.utf8.first, isLetter(first),
            name.utf8.allSatisfy({
                isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
            })
        else { return nil }
        return name
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
