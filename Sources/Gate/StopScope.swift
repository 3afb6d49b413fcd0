/// What a stop covers. Several scopes are a union; a scope only ever narrows what "everything" would be.
package enum StopScope: Hashable, Sendable {
    case all
    case network(ScopeName)
    case account(ScopeName)
    case campaign(ScopeName)
    case postClass(PostClass)

    package func covers(_ post: PostFacts) -> Bool {
        switch self {
        case .all: true
        case .network(let name): post.network == name
        case .account(let name): post.account == name
        case .campaign(let name): post.campaign == name
        case .postClass(let kind): post.postClass == kind
        }
    }

    /// The form that people and messages use: `all`, `network:NAME`, `account:NAME`, `campaign:NAME`, `class:NAME`.
    /// Nil for anything else, a class that does not exist included.
    package init?(text: String) {
        guard text != "all" else {
            self = .all
            return
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let word = String(text[..<colon])
        let value = String(text[text.utf8.index(after: colon)...])
        guard let name = ScopeName(value), !name.isEmpty else { return nil }
        switch word {
        case "network": self = .network(name)
        case "account": self = .account(name)
        case "campaign": self = .campaign(name)
        case "class":
            guard let kind = PostClass.allCases.first(where: { $0.name.equals(name) }) else { return nil }
            self = .postClass(kind)
        default: return nil
        }
    }

    /// Allocates; not for the stop thread.
    package var text: String {
        switch self {
        case .all: "all"
        case .network(let name): "network:\(name.string)"
        case .account(let name): "account:\(name.string)"
        case .campaign(let name): "campaign:\(name.string)"
        case .postClass(let kind): "class:\(kind.name)"
        }
    }
}
