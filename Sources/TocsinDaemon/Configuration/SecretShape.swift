/// Finds what looks like a secret, so that none comes into the configuration: its whole text is an event in the log,
/// and what is in the log stays there.
package enum SecretShape {
    /// Prefixes that services give their tokens, with the least number of token characters that must follow.
    private static let prefixes: [Shape] = [
        Shape("xoxa-", 8, "a Slack token"), Shape("xoxb-", 8, "a Slack token"),
        Shape("xoxe-", 8, "a Slack token"),
        Shape("xoxp-", 8, "a Slack token"), Shape("xoxr-", 8, "a Slack token"),
        Shape("xoxs-", 8, "a Slack token"),
        Shape("xoxe.", 8, "a Slack token"), Shape("xapp-", 8, "a Slack token"),
        Shape("ghp_", 16, "a GitHub token"), Shape("gho_", 16, "a GitHub token"),
        Shape("ghs_", 16, "a GitHub token"),
        Shape("ghu_", 16, "a GitHub token"), Shape("ghr_", 16, "a GitHub token"),
        Shape("github_pat_", 16, "a GitHub token"), Shape("glpat-", 16, "a GitLab token"),
        Shape("sk-", 20, "an API key"), Shape("sk_live_", 12, "an API key"), Shape("AKIA", 16, "an AWS key"),
        Shape("ASIA", 16, "an AWS key"), Shape("AIza", 30, "a Google API key"),
        Shape("-----BEGIN ", 4, "a private key"),
    ]
    /// Addresses whose path is itself the secret.
    private static let secretPaths = [
        "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
        "discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/webhookb2/",
        "api.telegram.org/bot", "outlook.office.com/webhook/",
    ].map { Shape($0, 0, "an address that is itself a secret (\($0)...)") }
    /// Query parameters that carry a secret by their name, whatever the value.
    private static let secretParameters = [
        "token", "access_token", "auth", "apikey", "api_key", "api-key", "key", "secret", "password",
        "passwd", "sig",
        "signature", "code",
    ]
    /// A parameter of a telling name with a value shorter than this is no secret: `key=de` is a language.
    private static let valueBytesMin = 12

    private struct Shape {
        let prefix: [UInt8]
        let follows: Int
        let what: String

        init(_ prefix: String, _ follows: Int, _ what: String) {
            self.prefix = Array(prefix.utf8)
            self.follows = follows
            self.what = what
        }
    }

    /// The first bytes of all shapes: nearly every place of a text is passed over by one look.
    private static let firstBytes: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for shape in prefixes + secretPaths { table[Int(shape.prefix[0])] = true }
        for shape in secretPaths { table[Int(shape.prefix[0] & 0xDF)] = true }
        return table
    }()

    /// What in this text looks like a secret, in words; nil if nothing does.
    package static func find(in text: some StringProtocol) -> String? {
        find(in: Array(text.utf8)[...])
    }

    package static func find(in bytes: ArraySlice<UInt8>) -> String? {
        for start in bytes.indices where firstBytes[Int(bytes[start])] {
            if let shape = secretPaths.first(where: { matches(bytes, start, $0.prefix, folding: true) }) {
                return shape.what
            }
            // `task-force-of-the-night` has no token in it: a token begins where a word does.
            if start > bytes.startIndex, isToken(bytes[start - 1]) { continue }
            for shape in prefixes where matches(bytes, start, shape.prefix, folding: false) {
                let rest = bytes[(start + shape.prefix.count)...].prefix(shape.follows)
                if rest.count == shape.follows, rest.allSatisfy(isToken) { return shape.what }
            }
        }
        return nil
    }

    /// The same for an address, with its query: `parameters` as they stand between `?` and `#`.
    package static func find(inParameters parameters: some StringProtocol) -> String? {
        for parameter in parameters.split(separator: "&") {
            let halves = parameter.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, secretParameters.contains(halves[0].lowercased()),
                halves[1].utf8.count >= valueBytesMin
            else { continue }
            return "a secret in the parameter \(halves[0])"
        }
        return nil
    }

    /// Folded: a host's name means the same in capitals.
    private static func matches(
        _ bytes: ArraySlice<UInt8>, _ start: Int, _ prefix: [UInt8], folding: Bool
    ) -> Bool {
        guard bytes.endIndex - start >= prefix.count else { return false }
        for (offset, expected) in prefix.enumerated() {
            var byte = bytes[start + offset]
            if folding, (0x41...0x5A).contains(byte) { byte |= 0x20 }
            if byte != expected { return false }
        }
        return true
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
