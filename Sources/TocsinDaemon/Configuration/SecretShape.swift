/// Finds what looks like a secret, so that none comes into the configuration: its whole text is an event in the log,
/// and what is in the log stays there.
package enum SecretShape {
    /// Prefixes that services give their tokens, with the least number of token characters that must follow.
    private static let prefixes: [(prefix: String, follows: Int, what: String)] = [
        ("xoxa-", 8, "a Slack token"), ("xoxb-", 8, "a Slack token"), ("xoxe-", 8, "a Slack token"),
        ("xoxp-", 8, "a Slack token"), ("xoxr-", 8, "a Slack token"), ("xoxs-", 8, "a Slack token"),
        ("xoxe.", 8, "a Slack token"), ("xapp-", 8, "a Slack token"),
        ("ghp_", 16, "a GitHub token"), ("gho_", 16, "a GitHub token"), ("ghs_", 16, "a GitHub token"),
        ("ghu_", 16, "a GitHub token"), ("ghr_", 16, "a GitHub token"), ("github_pat_", 16, "a GitHub token"),
        ("glpat-", 16, "a GitLab token"), ("sk-", 20, "an API key"), ("sk_live_", 12, "an API key"),
        ("AKIA", 16, "an AWS key"), ("ASIA", 16, "an AWS key"), ("AIza", 30, "a Google API key"),
        ("-----BEGIN ", 4, "a private key"),
    ]
    /// Addresses whose path is itself the secret.
    private static let secretPaths = [
        "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/",
        "discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/webhookb2/",
        "api.telegram.org/bot", "outlook.office.com/webhook/",
    ]
    /// Query parameters that carry a secret by their name, whatever the value.
    private static let secretParameters = [
        "token", "access_token", "auth", "apikey", "api_key", "api-key", "key", "secret", "password",
        "passwd", "sig",
        "signature", "code",
    ]
    /// A parameter of a telling name with a value shorter than this is no secret: `key=de` is a language.
    private static let valueBytesMin = 12

    /// What in this text looks like a secret, in words; nil if nothing does.
    package static func find(in text: some StringProtocol) -> String? {
        let bytes = Array(text.utf8)
        for entry in prefixes where contains(bytes, Array(entry.prefix.utf8), follows: entry.follows) {
            return entry.what
        }
        let lower = text.lowercased()
        for path in secretPaths where lower.contains(path) {
            return "an address that is itself a secret (\(path)...)"
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

    private static func contains(_ bytes: [UInt8], _ prefix: [UInt8], follows: Int) -> Bool {
        guard bytes.count >= prefix.count + follows else { return false }
        for start in 0...(bytes.count - prefix.count - follows) {
            guard bytes[start..<(start + prefix.count)].elementsEqual(prefix) else { continue }
            // `task-force-of-the-night` has no token in it: a token begins where a word does.
            if start > 0, isToken(bytes[start - 1]) { continue }
            let rest = bytes[(start + prefix.count)..<(start + prefix.count + follows)]
            if rest.allSatisfy(isToken) { return true }
        }
        return false
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
