/// The names that a stop can be narrowed to, as the writer last published them. It never changes once made, so the
/// stop thread looks names up without asking anybody.
package final class KnownScopes: @unchecked Sendable {
    /// More names than this are not looked up: stops with a scope then cover everything.
    package static let nameCountMax = 65_536

    package let isOverflowed: Bool
    private let places: UnsafeMutablePointer<StopScope>
    private let placeCount: Int

    /// A name that is empty or longer than 64 bytes cannot be the name of a scope, and overflows the table.
    package init(networks: [String], accounts: [String], campaigns: [String]) {
        let nameCount = networks.count + accounts.count + campaigns.count
        let fits = nameCount <= Self.nameCountMax
        var size = 16
        while fits, size < nameCount * 2 { size *= 2 }
        let places = UnsafeMutablePointer<StopScope>.allocate(capacity: size)
        places.initialize(repeating: .all, count: size)
        var overflowed = !fits
        func add(_ names: [String], _ scope: (ScopeName) -> StopScope) {
            for name in names where fits {
                guard let name = ScopeName(name), !name.isEmpty else {
                    overflowed = true
                    continue
                }
                let wanted = scope(name)
                places[Self.place(of: wanted, in: places, placeCount: size)] = wanted
            }
        }
        add(networks) { .network($0) }
        add(accounts) { .account($0) }
        add(campaigns) { .campaign($0) }
        isOverflowed = overflowed
        self.places = places
        placeCount = size
    }

    deinit {
        places.deinitialize(count: placeCount)
        places.deallocate()
    }

    package func contains(_ scope: StopScope) -> Bool {
        switch scope {
        case .all, .postClass: true
        case .network, .account, .campaign:
            places[Self.place(of: scope, in: places, placeCount: placeCount)] == scope
        }
    }

    /// Where the scope is, or the free place where it would be; `.all` marks a free one. At most half are taken.
    private static func place(
        of scope: StopScope, in places: UnsafeMutablePointer<StopScope>, placeCount: Int
    ) -> Int {
        var place = Int(truncatingIfNeeded: hash(scope) & UInt64(placeCount - 1))
        while places[place] != .all, places[place] != scope { place = (place + 1) & (placeCount - 1) }
        return place
    }

    /// FNV-1a. `Hasher` would do as well, but this one is known not to allocate.
    private static func hash(_ scope: StopScope) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let name: ScopeName
        switch scope {
        case .network(let value): (name, hash) = (value, hash ^ 1)
        case .account(let value): (name, hash) = (value, hash ^ 2)
        case .campaign(let value): (name, hash) = (value, hash ^ 3)
        case .all, .postClass: return 0
        }
        for index in 0..<name.count { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        return hash ^ hash >> 32
    }
}
