import Scenarios
import Testing

@testable import TocsinDaemon

@Suite("A configuration file")
struct ConfigurationParseTests {
    static let full = """
        # The whole of it.
        organisation: Eurostar Group
        release: { persons: 2, windowMinutes: 20, delayMinutes: 5 }
        overdueGraceSeconds: 90
        roles:
          coordinator: { users: [anna, 1001], groups: [press] }
          releaser:
            users:
              - anna
              - bert
        alerts:
          - { name: desk, webhook: "https://alerts.example/hook?lang=en", credential: desk-token }
          - { name: local, webhook: http://127.0.0.1:8080/ }
          - { name: slack, credential: slack-address }
        outsideOurReach:
          - Newsletter tool
          - { name: Booked adverts, owner: agency, link: https://ads.example/pause }
        passphrases: /etc/tocsin/passphrases
        limits: { connections: 100, connectionsPerUser: 10, idleSeconds: 60 }
        """

    private func problems(_ text: String) -> [ConfigurationError.Problem] {
        do throws(ConfigurationError) {
            _ = try Configuration.parse(text: text, file: "tocsin.yaml")
            return []
        } catch {
            return error.problems
        }
    }

    @Test("Every key is read, and the text is kept as it was")
    func full() throws {
        let configuration = try Configuration.parse(text: Self.full, file: "tocsin.yaml")
        #expect(configuration.organisation == "Eurostar Group")
        #expect(configuration.release == .init(persons: 2, windowSeconds: 1200, delaySeconds: 300))
        #expect(configuration.overdueGraceSeconds == 90)
        #expect(configuration.roles?[.coordinator]?.users.map(\.text) == ["anna", "1001"])
        #expect(configuration.roles?[.coordinator]?.groups.map(\.text) == ["press"])
        #expect(configuration.roles?[.releaser]?.users.map(\.position.line) == [9, 10])
        #expect(configuration.alerts.map(\.name) == ["desk", "local", "slack"])
        #expect(
            configuration.alerts.map(\.webhook) == [
                "https://alerts.example/hook?lang=en", "http://127.0.0.1:8080/", nil,
            ])
        #expect(configuration.outsideOurReach.map(\.owner) == [nil, "agency"])
        #expect(configuration.passphrases == "/etc/tocsin/passphrases")
        #expect(configuration.limits == .init(connections: 100, connectionsPerUser: 10, idleSeconds: 60))
        #expect(configuration.text == Self.full)
    }

    @Test(
        "An empty file, a comment and an empty map are the defaults",
        arguments: ["", "# nothing\n", "{}", "---\n"])
    func empty(text: String) throws {
        let configuration = try Configuration.parse(text: text, file: "tocsin.yaml")
        #expect(configuration.release == .init(persons: 2, windowSeconds: 900, delaySeconds: 600))
        #expect(configuration.overdueGraceSeconds == 60)
        #expect(configuration.roles == nil)
    }

    @Test("The solo profile and one person are the same, and neither goes with two")
    func solo() throws {
        #expect(try Configuration.parse(text: "release: { profile: solo }", file: "f").release.isSolo)
        #expect(try Configuration.parse(text: "release: { persons: 1 }", file: "f").release.isSolo)
        #expect(problems("release: { persons: 2, profile: solo }").map(\.field) == ["release.profile"])
    }

    @Test("An unknown key is named with its place and the nearest known one")
    func unknownKey() throws {
        let found = problems("organisation: X\nrelease:\n  person: 2\nrolse: {}\nquux: 1\n")
        #expect(found.map(\.line) == [3, 4, 5])
        #expect(found.map(\.column) == [3, 1, 1])
        #expect(found.map(\.field) == ["release.person", "rolse", "quux"])
        #expect(found[0].suggestion == "Did you mean persons?")
        #expect(found[1].suggestion == "Did you mean roles?")
        #expect(found[2].suggestion?.hasPrefix("Known keys: organisation") == true)
        #expect(
            found[0].description
                == "tocsin.yaml:3:3: release.person: is no key that is known here. Did you mean persons?"
        )
    }

    @Test(
        "A value of the wrong type or out of range is a problem at its line",
        arguments: [
            ("release: { persons: \"2\" }", "release.persons"),
            ("release: { persons: two }", "release.persons"),
            ("release: { persons: 3 }", "release.persons"), ("release: 2", "release"),
            ("release: { persons: 99999999999999999999 }", "release.persons"),
            ("release: { persons: }", "release.persons"), ("release: { persons: [2] }", "release.persons"),
            ("organisation: [a]", "organisation"), ("organisation: \"\"", "organisation"),
            ("organisation: \"a\\u202eb\"", "organisation"), ("alerts: { name: x }", "alerts"),
            ("overdueGraceSeconds: -1", "overdueGraceSeconds"), ("roles: [anna]", "roles"),
            ("roles: {}", "roles"),
            ("roles: { coordinator: { users: anna } }", "roles.coordinator.users"),
            ("roles: { coordinator: { users: [anna, anna] } }", "roles.coordinator.users[1]"),
            ("roles: { releaser: { users: [root] } }", "roles.releaser.users"),
            ("passphrases: here", "passphrases"), ("release: { profile: duo }", "release.profile"),
            ("alerts: [ { name: a b, credential: c } ]", "alerts[0].name"),
            ("alerts: [ { name: a } ]", "alerts[0].webhook"),
            ("alerts: [ { webhook: \"https://x\" } ]", "alerts[0].name"),
            ("alerts: [ { name: a, credential: c }, { name: a, credential: d } ]", "alerts[1].name"),
            ("[a]", ""), ("just a text", ""),
        ])
    func wrong(text: String, field: String) {
        let found = problems("# first line\n" + text)
        #expect(found.map(\.field) == [field])
        #expect(found.map(\.line) == [2])
    }

    @Test("All problems are shown at once, in the order of the file")
    func all() {
        let found = problems(
            """
            organisation: 7
            overdueGraceSeconds: soon
            release: { persons: 9, windowMinutes: 0 }
            alerts:
              - { name: a, webhook: "http://example.org/" }
            """)
        #expect(found.map(\.line) == [2, 3, 3, 5])
    }

    @Test("A number is a name's text, where a text is asked for")
    func numberAsText() throws {
        #expect(try Configuration.parse(text: "organisation: 7", file: "f").organisation == "7")
    }

    @Test("A file that is there twice in itself, or that is too long, is refused with its line")
    func twice() {
        #expect(
            problems("release: {}\norganisation: a\norganisation: b\n").map(\.message).first?.contains(
                "organisation") == true)
        #expect(problems(String(repeating: "# long\n", count: 200_000)).map(\.field) == [""])
    }

    @Test("A file that is missing is no configuration, and one that is no text is an error")
    func files() throws {
        try withTemporaryFolder { folder in
            #expect(try Configuration.load(file: folder + "/none.yaml") == nil)
            try write([0x61, 0x3A, 0x20, 0x31, 0x0A, 0xFF], to: folder + "/bytes.yaml")
            let error = #expect(throws: ConfigurationError.self) {
                try Configuration.load(file: folder + "/bytes.yaml")
            }
            #expect(error?.problems.map(\.line) == [2])
            #expect(throws: ConfigurationError.self) { try Configuration.load(file: folder) }
            try write(Array("organisation: X".utf8), to: folder + "/good.yaml")
            #expect(try Configuration.load(file: folder + "/good.yaml")?.organisation == "X")
        }
    }
}
