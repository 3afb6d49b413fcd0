import Glibc

/// Users and groups by name, as the host knows them. Asked when a configuration is applied, never when a call comes:
/// a name service that hangs must not hold up a stop.
package struct NameService: Sendable {
    package enum Answer<Value: Sendable>: Sendable {
        case found(Value)
        case unknown
        case failed(String)
    }

    package struct User: Sendable, Hashable {
        package let uid: UInt32
        package let name: String

        package init(uid: UInt32, name: String) {
            self.uid = uid
            self.name = name
        }
    }

    package struct Group: Sendable, Hashable {
        package let gid: UInt32
        /// Those it is a supplementary group of; those whose primary group it is are not among them.
        package let members: [String]

        package init(gid: UInt32, members: [String]) {
            self.gid = gid
            self.members = members
        }
    }

    package var user: @Sendable (String) -> Answer<User>
    package var userNumbered: @Sendable (UInt32) -> Answer<User>
    package var group: @Sendable (String) -> Answer<Group>
    package var groupNumbered: @Sendable (UInt32) -> Answer<Group>

    package init(
        user: @escaping @Sendable (String) -> Answer<User>,
        userNumbered: @escaping @Sendable (UInt32) -> Answer<User>,
        group: @escaping @Sendable (String) -> Answer<Group>,
        groupNumbered: @escaping @Sendable (UInt32) -> Answer<Group>
    ) {
        self.user = user
        self.userNumbered = userNumbered
        self.group = group
        self.groupNumbered = groupNumbered
    }
}
