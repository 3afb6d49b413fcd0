import Scenarios

/// Names to numbers, with a problem for each name that the host does not know.
struct RoleResolver {
    private let service: NameService
    private(set) var byUser: [UInt32: Set<Role>] = [:]
    private(set) var byGroup: [UInt32: Set<Role>] = [:]
    private(set) var names: [UInt32: String] = [:]
    private(set) var releasers: Set<UInt32> = []
    private(set) var problems: [DocumentProblem] = []

    init(names service: NameService) {
        self.service = service
    }

    mutating func resolve(_ role: Role, _ members: Configuration.Members) {
        for user in members.users {
            guard let uid = uid(user, "roles.\(role.rawValue).users") else { continue }
            byUser[uid, default: []].insert(role)
            if role == .releaser { releasers.insert(uid) }
        }
        for group in members.groups {
            guard let found = self.group(group, "roles.\(role.rawValue).groups") else { continue }
            byGroup[found.gid, default: []].insert(role)
            for member in found.members {
                guard case .found(let user) = service.user(member) else { continue }
                names[user.uid] = user.name
                if role == .releaser { releasers.insert(user.uid) }
            }
        }
    }

    /// A number needs no entry on this host: it may belong to a container or a directory that is away.
    private mutating func uid(_ principal: Configuration.Principal, _ field: String) -> UInt32? {
        if let number = number(principal.text) {
            names[number] = name(of: number)
            return number
        }
        switch service.user(principal.text) {
        case .found(let user):
            names[user.uid] = user.name
            return user.uid
        case .unknown:
            report(
                principal, field, "there is no user",
                "Create the user, or correct the name (getent passwd lists them)")
        case .failed(let reason):
            report(
                principal, field, "the host could not say (\(reason)) whether there is a user",
                "Try again, or give the number")
        }
        return nil
    }

    private mutating func group(_ principal: Configuration.Principal, _ field: String) -> NameService.Group? {
        if let number = number(principal.text) {
            if case .found(let group) = service.groupNumbered(number) { return group }
            return NameService.Group(gid: number, members: [])
        }
        switch service.group(principal.text) {
        case .found(let group): return group
        case .unknown:
            report(
                principal, field, "there is no group",
                "Create the group, or correct the name (getent group lists them)")
        case .failed(let reason):
            report(
                principal, field, "the host could not say (\(reason)) whether there is a group",
                "Try again, or give the number")
        }
        return nil
    }

    func name(of uid: UInt32) -> String {
        if case .found(let user) = service.userNumbered(uid), !user.name.isEmpty { return user.name }
        return "uid \(uid)"
    }

    /// 4294967295 is (uid_t)-1, which stands for nobody at all.
    private func number(_ text: String) -> UInt32? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt32(text), number != .max
        else {
            return nil
        }
        return number
    }

    private mutating func report(
        _ principal: Configuration.Principal, _ field: String, _ message: String, _ suggestion: String
    ) {
        problems.append(
            DocumentProblem(
                at: principal.position, field: field,
                "\(message) \(DocumentReader.shown(principal.text))", suggestion: suggestion
            )
        )
    }
}
