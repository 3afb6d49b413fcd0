import Testing

@testable import Networks

@Suite("Texts as networks count and show them")
struct MastodonTextTests {
    @Test(
        "Characters as people see them, a link is 23, of a mention only its name",
        arguments: [
            ("", 0), ("hello", 5), ("👩‍👩‍👧‍👦🇩🇪é", 3), ("a\nb", 3), ("see https://example.org", 27),
            ("https://example.org/" + String(repeating: "x", count: 300), 23), ("(http://e.org", 24),
            ("@ann@social.example.org hi", 7), ("@ann hi", 7), ("@ann@x", 6), ("mail a@b.org", 12),
            ("https://", 8), ("@ann@social.example.org: hi", 8),
        ])
    func length(text: String, expected: Int) {
        #expect(MastodonText.length(of: text) == expected)
    }

    @Test("What a network would refuse is said with both numbers")
    func tooLong() {
        let text = String(repeating: "ä", count: 501)
        let problem = KnownNetworks.problem(with: text, on: Mastodon.network)
        #expect(problem == "501 characters as mastodon counts them, where it takes 500")
        #expect(KnownNetworks.problem(with: String(text.dropLast()), on: Mastodon.network) == nil)
        #expect(KnownNetworks.problem(with: text, on: Webhook.network) == nil)
    }

    @Test("A post is known again in what the network made of it, and only there")
    func likeness() {
        let post = PostLikeness(
            "Trains are *late*.\n\nAsk @desk@rail.example, see https://rail.example/now #delay")
        #expect(post.isLike("Trains are late.\nAsk @desk, see https://rail.example/now #delay"))
        #expect(!post.isLike("Trains are late. Ask @desk, see https://rail.example/now"))
        #expect(!post.isLike(""))
        let emoji = PostLikeness("🚂 🚂")
        #expect(emoji.isLike("🚂🚂") && !emoji.isLike("🚂") && !emoji.isLike("🚃🚃"))
    }
}
