import CrisisModel
import Scenarios

/// A document to a configuration, with every problem of it.
struct ConfigurationReader {
    private(set) var reader = DocumentReader()
    private var configuration: Configuration

    private enum Profile: String, CaseIterable { case solo }

    init(text: String) {
        configuration = Configuration(text: text)
    }

    mutating func read(_ document: DocumentNode) -> Configuration {
        let keys = [
            "organisation", "release", "overdueGraceSeconds", "roles", "alerts", "outsideOurReach",
            "passphrases", "limits", "log",
        ]
        let values = reader.map(document, "", keys: keys)
        if let node = values["organisation"] {
            configuration.organisation = reader.text(
                node, "organisation", bytesMax: ConfigurationLimits.organisationBytesMax
            )
        }
        if let node = values["release"] { readRelease(node) }
        if let node = values["overdueGraceSeconds"] {
            integer(node, "overdueGraceSeconds", ConfigurationLimits.overdueGraceSeconds) {
                $0.overdueGraceSeconds = $1
            }
        }
        if let node = values["roles"] { readRoles(node) }
        if let node = values["alerts"] { readAlerts(node) }
        if let node = values["outsideOurReach"] { readOutside(node) }
        if let node = values["passphrases"] { readPassphrases(node) }
        if let node = values["limits"] { readLimits(node) }
        if let node = values["log"] { readLogKeeping(node) }
        checkReleasers()
        readSecrets()
        return configuration
    }

    private mutating func integer(
        _ node: DocumentNode, _ field: String, _ range: ClosedRange<Int64>,
        _ set: (inout Configuration, Int64) -> Void
    ) {
        if let value = reader.integer(node, field, in: range) { set(&configuration, value) }
    }

    private mutating func readRelease(_ node: DocumentNode) {
        let values = reader.map(
            node, "release", keys: ["persons", "profile", "windowMinutes", "delayMinutes"])
        if let node = values["persons"] {
            integer(node, "release.persons", 1...2) { $0.release.persons = $1 }
        }
        if let node = values["profile"], reader.choice(node, "release.profile", as: Profile.self) != nil {
            if values["persons"] != nil, !configuration.release.isSolo {
                reader.report(
                    node.position, "release.profile", "solo is for one person, and release.persons is 2",
                    suggestion: "Leave out the profile, or set persons to 1"
                )
            }
            configuration.release.persons = 1
        }
        if let node = values["windowMinutes"] {
            integer(node, "release.windowMinutes", ConfigurationLimits.windowMinutes) {
                $0.release.windowSeconds = $1 * 60
            }
        }
        if let node = values["delayMinutes"] {
            integer(node, "release.delayMinutes", ConfigurationLimits.delayMinutes) {
                $0.release.delaySeconds = $1 * 60
            }
        }
    }

    private mutating func readLogKeeping(_ node: DocumentNode) {
        let values = reader.map(
            node, "log", keys: ["retentionMonths", "checkpointMinutes", "lowSpaceMegabytes"])
        if let node = values["retentionMonths"] {
            integer(node, "log.retentionMonths", ConfigurationLimits.retentionMonths) {
                $0.log.retentionMonths = $1
            }
        }
        if let node = values["checkpointMinutes"] {
            integer(node, "log.checkpointMinutes", ConfigurationLimits.checkpointMinutes) {
                $0.log.checkpointMinutes = $1
            }
        }
        if let node = values["lowSpaceMegabytes"] {
            integer(node, "log.lowSpaceMegabytes", ConfigurationLimits.lowSpaceMegabytes) {
                $0.log.lowSpaceMegabytes = $1
            }
        }
    }

    private mutating func readRoles(_ node: DocumentNode) {
        var roles: [Role: Configuration.Members] = [:]
        let values = reader.map(node, "roles", keys: Role.allCases.map(\.rawValue))
        for role in Role.allCases {
            guard let node = values[role.rawValue] else { continue }
            let field = "roles.\(role.rawValue)"
            let lists = reader.map(node, field, keys: ["users", "groups"])
            roles[role] = Configuration.Members(
                users: principals(lists["users"], "\(field).users"),
                groups: principals(lists["groups"], "\(field).groups")
            )
        }
        if case .map(let entries) = node.content, entries.isEmpty {
            reader.report(
                node.position, "roles", "names nobody: then nobody could do anything but stop",
                suggestion: "Name at least a coordinator and an administrator, or leave roles out"
            )
        }
        configuration.roles = roles
    }

    private mutating func principals(_ node: DocumentNode?, _ field: String) -> [Configuration.Principal] {
        guard let node else { return [] }
        var principals: [Configuration.Principal] = []
        for (index, item) in reader.list(node, field, atMost: ConfigurationLimits.principalsPerRoleMax)
            .enumerated()
        {
            let field = "\(field)[\(index)]"
            guard let text = reader.text(item, field, bytesMax: ConfigurationLimits.principalBytesMax) else {
                continue
            }
            guard !principals.contains(where: { $0.text == text }) else {
                reader.report(item.position, field, "\(DocumentReader.shown(text)) is named more than once")
                continue
            }
            principals.append(Configuration.Principal(text: text, position: item.position))
        }
        return principals
    }

    /// `sudo` makes one person two uids, and two uids are what a release of two persons goes by.
    private mutating func checkReleasers() {
        guard !configuration.release.isSolo else { return }
        for user in configuration.roles?[.releaser]?.users ?? [] where user.text == "root" || user.text == "0"
        {
            reader.report(
                user.position, "roles.releaser.users",
                "root cannot be one of two releasers: with sudo one person would be both",
                suggestion: "Name the persons' own users"
            )
        }
    }

    private mutating func readPassphrases(_ node: DocumentNode) {
        guard let path = reader.text(node, "passphrases", bytesMax: ConfigurationLimits.pathBytesMax) else {
            return
        }
        guard path.hasPrefix("/"), !path.hasSuffix("/") else {
            reader.report(node.position, "passphrases", "must be the full path of a file, beginning with /")
            return
        }
        configuration.passphrases = path
    }

    private mutating func readLimits(_ node: DocumentNode) {
        let values = reader.map(node, "limits", keys: ["connections", "connectionsPerUser", "idleSeconds"])
        if let node = values["connections"] {
            integer(node, "limits.connections", ConfigurationLimits.connections) {
                $0.limits.connections = $1
            }
        }
        if let node = values["connectionsPerUser"] {
            integer(node, "limits.connectionsPerUser", ConfigurationLimits.connectionsPerUser) {
                $0.limits.connectionsPerUser = $1
            }
        }
        if let node = values["idleSeconds"] {
            integer(node, "limits.idleSeconds", ConfigurationLimits.idleSeconds) {
                $0.limits.idleSeconds = $1
            }
        }
    }

    private mutating func readAlerts(_ node: DocumentNode) {
        for (index, item) in reader.list(node, "alerts", atMost: ConfigurationLimits.alertsMax).enumerated() {
            let field = "alerts[\(index)]"
            guard let channel = AlertChannelReader.read(item, field, &reader) else { continue }
            guard !configuration.alerts.contains(where: { $0.name == channel.name }) else {
                reader.report(
                    item.position, "\(field).name", "\(channel.name) is the name of another one already")
                continue
            }
            configuration.alerts.append(channel)
        }
    }

    private mutating func readOutside(_ node: DocumentNode) {
        let items = reader.list(node, "outsideOurReach", atMost: ConfigurationLimits.outsideItemsMax)
        for (index, item) in items.enumerated() {
            let field = "outsideOurReach[\(index)]"
            guard let outside = OutsideItemReader.read(item, field, &reader) else { continue }
            guard !configuration.outsideOurReach.contains(where: { $0.name == outside.name }) else {
                reader.report(
                    item.position, field, "\(DocumentReader.shown(outside.name)) is named more than once")
                continue
            }
            configuration.outsideOurReach.append(outside)
        }
    }

    /// Comments too: they are part of the text that goes into the log.
    private mutating func readSecrets() {
        let reported = Set(reader.problems.map(\.position.line))
        let lines = Array(configuration.text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !reported.contains(index + 1) {
            guard let what = SecretShape.find(in: line) else { continue }
            reader.report(
                DocumentPosition(line: index + 1), "", "this line holds what looks like \(what)",
                suggestion: SecretAdvice.text
            )
        }
    }
}
