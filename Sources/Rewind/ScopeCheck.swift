import CrisisModel
import Engine

/// A scope that names nothing would make a stop that holds nothing, and an answer that comforts wrongly.
enum ScopeCheck {
    /// At most this many are offered.
    private static let nearMax = 3

    static func check(_ scopes: [StopScope], in realm: RealmState) throws(RewindError) {
        for scope in scopes {
            let known: Set<String>
            let name: String
            switch scope {
            case .all, .postClass: continue
            case .account(let account):
                name = account.text
                known = Set(realm.accounts.keys.map(\.text))
            case .network(let network):
                name = network.text
                known = Set(realm.accounts.values.map(\.registration.network.text))
            case .campaign(let campaign):
                name = campaign.text
                known = Set(realm.campaigns.map(\.text))
            }
            guard !known.contains(name) else { continue }
            let near = near(name, known)
            throw RewindError(
                .badScope,
                "nothing was named \(scope) at that moment"
                    + (near.isEmpty ? "" : "; near it: \(near.joined(separator: ", "))"))
        }
    }

    static func near(_ word: String, _ names: Set<String>) -> [String] {
        let allowed = max(1, word.count / 3)
        return names.map { (name: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= allowed || $0.name.hasPrefix(word) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(nearMax).map(\.name)
    }

    /// Insertions, deletions and substitutions.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8.prefix(64))
        let right = Array(right.utf8.prefix(64))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
