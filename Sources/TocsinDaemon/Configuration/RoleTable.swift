import Scenarios

/// Who holds which role, by number: what a call is checked against.
///
/// Without roles in the configuration the daemon's own uid holds each of them. Root (uid 0) always may look, audit
/// and administer, since root can do so anyhow through files and signals; it never publishes, leads, releases or
/// plays a drill unless it is named, and is never one of two releasers: with `sudo` one person would be both.
package struct RoleTable: Sendable, Hashable {
    package static let rolesOfRoot: Set<Role> = [.viewer, .administrator, .auditor]

    private var byUser: [UInt32: Set<Role>] = [:]
    private var byGroup: [UInt32: Set<Role>] = [:]
    private var names: [UInt32: String] = [:]
    private var rootMayRelease = true

    /// `groups` are the caller's primary and supplementary ones.
    package func roles(of uid: UInt32, groups: [UInt32]) -> Set<Role> {
        var roles = byUser[uid] ?? []
        for group in groups { roles.formUnion(byGroup[group] ?? []) }
        if uid == 0 {
            roles.formUnion(Self.rolesOfRoot)
            // By way of a group it would get past the check of the file.
            if !rootMayRelease { roles.remove(.releaser) }
        }
        return roles
    }

    package func may(_ uid: UInt32, groups: [UInt32], call fullName: String) -> Bool {
        guard let needed = Role.needed(forMethod: fullName) else { return true }
        return !needed.isDisjoint(with: roles(of: uid, groups: groups))
    }

    /// The name when the configuration was applied, or `uid 1000`.
    package func name(of uid: UInt32) -> String { names[uid] ?? (uid == 0 ? "root" : "uid \(uid)") }

    /// Those who may release, as far as they can be listed: users, and the listed members of groups.
    package private(set) var releasers: [Person] = []

    package struct Person: Sendable, Hashable {
        package let uid: UInt32
        package let name: String
    }

    /// Asks the name service, so it may take its time: never call it from the stop's thread or a call's.
    package static func resolve(
        _ configuration: Configuration, file: String, ownUid: UInt32, names: NameService = .host
    ) throws(ConfigurationError) -> RoleTable {
        var resolver = RoleResolver(names: names)
        guard let roles = configuration.roles else {
            var table = RoleTable()
            table.byUser[ownUid] = Set(Role.allCases)
            table.names[ownUid] = resolver.name(of: ownUid)
            table.releasers = [Person(uid: ownUid, name: table.name(of: ownUid))]
            return table
        }
        for role in Role.allCases {
            if let members = roles[role] { resolver.resolve(role, members) }
        }
        // The daemon speaks of itself too, whether or not it holds a role.
        let ownName = resolver.name(of: ownUid)
        guard resolver.problems.isEmpty else { throw ConfigurationError(file: file, resolver.problems) }
        var table = RoleTable()
        table.byUser = resolver.byUser
        table.byGroup = resolver.byGroup
        table.names = resolver.names
        table.names[ownUid] = ownName
        table.rootMayRelease = configuration.release.isSolo
        let releasers = resolver.releasers.filter { $0 != 0 || table.rootMayRelease }
        table.releasers = releasers.sorted().map { Person(uid: $0, name: table.name(of: $0)) }
        return table
    }
}
