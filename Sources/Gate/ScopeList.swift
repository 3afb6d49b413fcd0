/// The scopes of one stop, in place. More than eight widen to everything: a stop may cover too much, never too little.
package struct ScopeList: Hashable, Sendable {
    package static let capacity = 8

    private var scopes = InlineArray<8, StopScope>(repeating: .all)
    package private(set) var count = 0

    package init() {}

    package static let all: ScopeList = {
        var list = ScopeList()
        list.insert(.all)
        return list
    }()

    /// An empty list covers everything, as an empty stop does.
    package init(_ scopes: [StopScope]) {
        for scope in scopes { insert(scope) }
        if count == 0 { insert(.all) }
    }

    /// False when there was no room, and the list now covers everything.
    @discardableResult
    package mutating func insert(_ scope: StopScope) -> Bool {
        for index in 0..<count where scopes[index] == scope { return true }
        guard count < Self.capacity else {
            widen()
            return false
        }
        scopes[count] = scope
        count += 1
        return true
    }

    package mutating func widen() {
        for index in 0..<Self.capacity { scopes[index] = .all }
        count = 1
    }

    package subscript(index: Int) -> StopScope { scopes[index] }

    package var coversAll: Bool {
        for index in 0..<count where scopes[index] == .all { return true }
        return count == 0
    }

    /// True when a network, an account or a campaign is among them, which has to be looked up.
    package var namesAnything: Bool {
        for index in 0..<count {
            switch scopes[index] {
            case .network, .account, .campaign: return true
            case .all, .postClass: continue
            }
        }
        return false
    }

    package func covers(_ post: PostFacts) -> Bool {
        for index in 0..<count where scopes[index].covers(post) { return true }
        return count == 0
    }

    /// Allocates; not for the stop thread.
    package var array: [StopScope] { (0..<count).map { scopes[$0] } }

    package static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left.scopes[index] != right.scopes[index] { return false }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        for index in 0..<count { hasher.combine(scopes[index]) }
        hasher.combine(count)
    }
}
