/// What a stop covers. Several scopes are a union; scopes only narrow.
package enum StopScope: Hashable, Sendable, CustomStringConvertible {
    case all
    case network(NetworkID)
    case account(AccountID)
    case campaign(CampaignID)
    case postClass(PostClass)

    package var description: String {
        switch self {
        case .all: "all"
        case .network(let name): "network:\(name)"
        case .account(let name): "account:\(name)"
        case .campaign(let name): "campaign:\(name)"
        case .postClass(let name): "class:\(name.rawValue)"
        }
    }

    /// `all`, `network:NAME`, `account:NAME`, `campaign:NAME` or `class:NAME`.
    package init?(_ text: String) {
        if text == "all" {
            self = .all
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "network": self = .network(NetworkID(recorded: name))
        case "account": self = .account(AccountID(recorded: name))
        case "campaign": self = .campaign(CampaignID(recorded: name))
        case "class":
            guard let value = PostClass(rawValue: name) else { return nil }
            self = .postClass(value)
        default: return nil
        }
        guard !name.isEmpty, name.utf8.count <= IdentifierLimits.bytesMax else { return nil }
    }

    package func covers(
        network: NetworkID, account: AccountID, campaign: CampaignID?, postClass: PostClass
    ) -> Bool {
        switch self {
        case .all: true
        case .network(let name): name == network
        case .account(let name): name == account
        case .campaign(let name): name == campaign
        case .postClass(let value): value == postClass
        }
    }
}
