import ControlInterface
import Testing
import Varlink

@testable import TocsinDaemon

@Suite("Roles")
struct RoleTableTests {
    static let names = NameService(
        user: { name in
            switch name {
            case "anna": .found(.init(uid: 1000, name: "anna"))
            case "bert": .found(.init(uid: 1001, name: "bert"))
            case "root": .found(.init(uid: 0, name: "root"))
            case "cara": .failed("the directory is away")
            default: .unknown
            }
        },
        userNumbered: { $0 == 1000 ? .found(.init(uid: 1000, name: "anna")) : .unknown },
        group: { $0 == "press" ? .found(.init(gid: 500, members: ["bert", "gone", "root"])) : .unknown },
        groupNumbered: { _ in .unknown }
    )

    private func table(_ text: String, ownUid: UInt32 = 900) throws(ConfigurationError) -> RoleTable {
        let configuration = try Configuration.parse(text: text, file: "f")
        return try RoleTable.resolve(configuration, file: "f", ownUid: ownUid, names: Self.names)
    }

    @Test("Without roles the daemon's own uid holds each, and nobody else any")
    func own() throws {
        for text in ["", "organisation: X"] {
            let table = try table(text)
            #expect(table.roles(of: 900, groups: []) == Set(Role.allCases))
            #expect(table.roles(of: 1000, groups: [500]).isEmpty)
            #expect(table.releasers.map(\.name) == ["uid 900"])
        }
        #expect(try table("roles: { viewer: { users: [anna] } }").roles(of: 900, groups: []).isEmpty)
    }

    @Test("Users and groups get their roles, by name or by number")
    func named() throws {
        let table = try table(
            "roles: { coordinator: { users: [anna], groups: [press, 501] }, agent: { users: [1001] }, releaser: { groups: [press] } }"
        )
        #expect(table.roles(of: 1000, groups: []) == [.coordinator])
        #expect(table.roles(of: 1001, groups: [500]) == [.agent, .coordinator, .releaser])
        #expect(table.roles(of: 7, groups: [7, 501]) == [.coordinator])
        #expect(table.name(of: 1000) == "anna")
        #expect(table.name(of: 1001) == "bert")
        #expect(table.name(of: 4) == "uid 4")
        #expect(table.releasers == [.init(uid: 1001, name: "bert")])
    }

    @Test("A name that the host does not know is an error at its line")
    func unknown() throws {
        let text =
            "roles:\n  agent: { users: [anna, dora] }\n  viewer:\n    users:\n      - cara\n    groups: [nowhere]\n"
        let error = #expect(throws: ConfigurationError.self) { try table(text) }
        #expect(error?.problems.map(\.line) == [2, 5, 6])
        #expect(error?.problems.map(\.column) == [26, 9, 14])
        #expect(error?.problems.first?.message == "there is no user dora")
    }

    @Test("Root looks, audits and administers, and is never one of two releasers")
    func root() throws {
        let table = try table("roles: { releaser: { groups: [press] } }")
        #expect(table.roles(of: 0, groups: [0, 500]) == RoleTable.rolesOfRoot)
        #expect(!table.may(0, groups: [500], call: "org.tocsin.Stop.Release"))
        #expect(table.may(0, groups: [], call: "org.tocsin.Service.Reload"))
        let solo = try self.table("release: { profile: solo }\nroles: { releaser: { users: [root] } }")
        #expect(solo.may(0, groups: [], call: "org.tocsin.Stop.Release"))
    }

    @Test("Every method of the interface files is decided, and the table names no other")
    func complete() {
        var methods: Set<String> = [
            "org.varlink.service.GetInfo", "org.varlink.service.GetInterfaceDescription",
        ]
        for interface in Interfaces.all {
            for method in interface.methods { methods.insert("\(interface.name).\(method.name)") }
        }
        #expect(Set(MethodAccess.table.keys) == methods)
        #expect(methods.count > 40)
    }

    @Test("Whoever can open the socket may stop, look at stops and ask for the status; nothing else is open")
    func open() {
        let open = MethodAccess.table.keys.filter { Role.needed(forMethod: $0) == nil }.sorted()
        #expect(
            open == [
                "org.tocsin.Service.Status", "org.tocsin.Stop.Engage", "org.tocsin.Stop.GetReceipt",
                "org.tocsin.Stop.List",
                "org.tocsin.Stop.Preview", "org.varlink.service.GetInfo",
                "org.varlink.service.GetInterfaceDescription",
            ])
    }

    @Test("A method that nobody decided on may be called by nobody")
    func forgotten() throws {
        #expect(Role.needed(forMethod: "org.tocsin.Stop.Forget") == [])
        #expect(try !table("").may(900, groups: [], call: "org.tocsin.Stop.Forget"))
    }

    @Test("Every role may read the state, and no role is needed for nothing")
    func reading() {
        for role in Role.allCases {
            #expect(Role.needed(forMethod: "org.tocsin.Post.List")?.contains(role) == true)
        }
    }

    @Test("The host's own name service knows root, and knows that it does not know")
    func host() {
        guard case .found(let root) = NameService.host.user("root") else {
            Issue.record("root is not known")
            return
        }
        #expect(root.uid == 0)
        guard case .unknown = NameService.host.user("no-such-user-of-tocsin") else {
            Issue.record("a user that is not there was found")
            return
        }
        guard case .found(let group) = NameService.host.group("root") else {
            Issue.record("the group root is not known")
            return
        }
        #expect(group.gid == 0)
    }
}
