import ControlInterface

/// Scopes that a mistyped one may have meant, out of the account register.
enum NearScopes {
    /// The person waits for the word that nothing was stopped.
    private static let patience: Duration = .seconds(2)

    static func of(_ scopes: [String], in session: Session, drill: String?) -> [String] {
        let accounts: [AccountInterface.Account]
        do throws(CommandError) {
            accounts = try session.ask(AccountInterface.List.self, .init(drill: drill), timeout: patience)
                .reply.accounts
        } catch {
            return []
        }
        let names = accounts.map { "account:" + $0.account } + Set(accounts.map { "network:" + $0.network })
        var near: [String] = []
        for scope in scopes {
            let word = scope.split(separator: ":", maxSplits: 1).last.map(String.init) ?? scope
            let byScope = NearNames.of(scope, among: names)
            let byName = names.filter { $0.hasSuffix(":" + word) }
            for name in byName + byScope where !near.contains(name) { near.append(name) }
        }
        return Array(near.prefix(NearNames.countMax))
    }
}
