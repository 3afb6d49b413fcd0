import Testing

@testable import TocsinDaemon

@Suite("Secrets in a configuration")
struct SecretTests {
    private func problems(_ text: String) -> [ConfigurationError.Problem] {
        do throws(ConfigurationError) {
            _ = try Configuration.parse(text: text, file: "f")
            return []
        } catch {
            return error.problems
        }
    }

    // Put together here, so that no scanner of repositories takes an example for a leak.
    static let tokens = [
        "xox" + "b-123456789012-abcdefghij", "gh" + "p_0123456789abcdefghijABCDEFGHIJ012345",
        "sk" + "-proj-0123456789abcdefghijklmnop", "AKI" + "A0123456789ABCDEF",
    ]

    @Test("A known token shape is refused wherever it stands, also in a comment", arguments: tokens)
    func tokenShapes(token: String) {
        #expect(problems("organisation: X\n# old token \(token)\n").map(\.line) == [2])
        #expect(problems("organisation: \(token)\n").map(\.line) == [1])
        let found = problems("alerts: [ { name: a, webhook: \"https://example.org/\(token)\" } ]")
        #expect(found.map(\.field) == ["alerts[0].webhook"])
        #expect(found.first?.suggestion?.contains("credential: NAME") == true)
    }

    @Test(
        "An address that is a secret, or carries one, is refused",
        arguments: [
            "https://hooks.slack.com/services/T0/B0/abc", "https://user:word@example.org/",
            "https://token@example.org/", "https://example.org/?token=0123456789abcdef",
            "https://example.org/?a=1&api_key=YWJjZGVmZ2hpamts", "https://discord.com/api/webhooks/1/x",
        ])
    func addresses(address: String) {
        let found = problems("alerts: [ { name: a, webhook: \"\(address)\" } ]")
        #expect(found.map(\.field) == ["alerts[0].webhook"])
        #expect(
            problems("outsideOurReach: [ { name: a, link: \"\(address)\" } ]").map(\.field) == [
                "outsideOurReach[0].link"
            ])
    }

    @Test(
        "What only looks a little like a secret is allowed",
        arguments: [
            "https://example.org/desk-force-of-ten-people-night", "https://example.org/?key=de&token=1",
        ])
    func innocent(address: String) {
        #expect(problems("alerts: [ { name: a, webhook: \"\(address)\" } ]").isEmpty)
        #expect(problems("organisation: The risk-averse-and-otherwise-careful company").isEmpty)
    }

    @Test(
        "An alert travels by https, or stays on this machine",
        arguments: [
            ("http://127.0.0.1/x", true), ("http://localhost:80/", true), ("http://[::1]:8080/", true),
            ("https://example.org", true), ("http://example.org/", false),
            ("http://127.0.0.1.example.org/", false),
            ("http://localhost.example.org/", false), ("ftp://127.0.0.1/", false),
            ("file:///etc/passwd", false),
            ("https://", false), ("https://a b/", false), ("https://example.org:0/", false),
            ("example.org", false),
            ("http://127.0.0.1\\\\@example.org/", false), ("https://example.org:99999/", false),
        ])
    func transport(address: String, allowed: Bool) {
        #expect(problems("alerts: [ { name: a, webhook: \"\(address)\" } ]").isEmpty == allowed)
    }
}
