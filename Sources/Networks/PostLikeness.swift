/// Whether a text that a network shows is the one that was sent. Networks mark up, shorten links, drop the server of a
/// mention and change white space; letters and digits stay.
struct PostLikeness: Sendable {
    private let letters: String
    private let characters: String

    init(_ text: String) {
        let shown = Self.withoutServers(text)
        letters = Self.letters(shown)
        characters = Self.characters(shown)
    }

    func isLike(_ text: String) -> Bool {
        let shown = Self.withoutServers(text)
        // A post of emoji alone has no letters to compare.
        return letters.isEmpty ? characters == Self.characters(shown) : letters == Self.letters(shown)
    }

    private static func letters(_ text: String) -> String {
        String(text.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static func characters(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    /// `@user@server` is shown as `@user`.
    private static func withoutServers(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false) { $0.isWhitespace }.map { word -> Substring in
            guard word.first == "@", let second = word.dropFirst().firstIndex(of: "@") else { return word }
            let server = word[second...].dropFirst().prefix {
                $0.isLetter || $0.isNumber || ".-".contains($0)
            }
            return word[..<second] + word[server.endIndex...]
        }.joined(separator: " ")
    }
}
