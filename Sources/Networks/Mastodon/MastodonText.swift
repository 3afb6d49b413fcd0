/// Mastodon's own counting: characters as people see them; a link counts as 23, of `@user@server` only `@user`.
/// https://docs.joinmastodon.org/user/posting/#text
enum MastodonText {
    static let linkLength = 23

    static func length(of text: String) -> Int {
        var length = 0
        var word: [Character] = []
        for character in text {
            if character.isWhitespace {
                length += self.length(ofWord: word) + 1
                word.removeAll(keepingCapacity: true)
            } else {
                word.append(character)
            }
        }
        return length + self.length(ofWord: word)
    }

    private static func length(ofWord word: [Character]) -> Int {
        let text = String(word)
        for scheme in ["https://", "http://"] {
            guard let start = position(of: scheme, in: text) else { continue }
            return start + (word.count > start + scheme.count ? linkLength : word.count - start)
        }
        guard word.first == "@", let second = word.dropFirst().firstIndex(of: "@"), second > 1 else {
            return word.count
        }
        let server = word[(second + 1)...].prefix {
            $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0))
        }
        return server.contains(".") ? word.count - server.count - 1 : word.count
    }

    /// In characters.
    private static func position(of part: String, in text: String) -> Int? {
        var rest = text[...]
        var position = 0
        while !rest.isEmpty {
            if rest.hasPrefix(part) { return position }
            rest.removeFirst()
            position += 1
        }
        return nil
    }
}
