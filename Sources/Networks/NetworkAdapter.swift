package import CrisisModel
package import HTTPTransport

/// One network, as pure functions: which request publishes a post, what an answer means, and how the account is read
/// back. An adapter sends nothing: `Publisher` does, and only with a permit.
package protocol NetworkAdapter: Sendable {
    static var network: NetworkID { get }
    static var capabilities: NetworkCapabilities { get }

    /// What is wrong with an account of this network, for the person who registers it.
    static func problem(endpoint: String?, credential: String?) -> String?
    /// A text's length in the network's own counting.
    static func length(of text: String) -> Int
    static func publishRequest(_ post: PublishRequest) -> HTTPRequest
    /// Of an answer with a status of 200 to 299: only a clear yes is a yes.
    static func accepted(_ response: HTTPResponse) -> PublishOutcome
    /// Which of the statuses from 400 to 499 leave it open whether something was posted.
    static func isUnclear(status: Int) -> Bool
    /// The steps of reading the account back; nil where there is no way.
    static func readBack(_ question: ReadBackQuestion) -> (any ReadBack)?
    /// How what is said to an account is heard; nil where there is no way.
    static func mentions(endpoint: String, token: String) -> (any MentionReading)?
}

extension NetworkAdapter {
    package static func length(of text: String) -> Int { text.count }
    package static func isUnclear(status: Int) -> Bool { status == 408 }
    package static func readBack(_ question: ReadBackQuestion) -> (any ReadBack)? { nil }
    package static func mentions(endpoint: String, token: String) -> (any MentionReading)? { nil }
}

/// The networks that this version can publish to.
package enum KnownNetworks {
    package static let adapters: [any NetworkAdapter.Type] = [Webhook.self, Mastodon.self]

    package static func adapter(for network: NetworkID) -> (any NetworkAdapter.Type)? {
        adapters.first { $0.network == network }
    }

    /// Networks that are gone. Their accounts, posts and mentions stand in logs and replay for ever; nothing is
    /// published there any more.
    package static let retired: [NetworkID: String] = [
        NetworkID(recorded: "google-plus"): "closed in April 2019",
        NetworkID(recorded: "foursquare"): "its tips ended with the city guide in December 2024",
    ]

    /// Why no account can be registered on this network; nil when one can.
    package static func problem(with network: NetworkID) -> String? {
        if adapter(for: network) != nil { return nil }
        if let words = retired[network] { return "\(network) is retired: \(words)" }
        return "\"\(network.text.prefix(40))\" is not known; this version knows: \(names)"
    }

    package static var names: String { adapters.map { $0.network.text }.joined(separator: ", ") }

    /// What the network will not take of this text, so that it is known when a post is scheduled and not when it is
    /// due.
    package static func problem(with text: String, on network: NetworkID) -> String? {
        guard let adapter = adapter(for: network), let most = adapter.capabilities.textCharactersMax else {
            return nil
        }
        let length = adapter.length(of: text)
        guard length > most else { return nil }
        return "\(length) characters as \(network) counts them, where it takes \(most)"
    }
}
