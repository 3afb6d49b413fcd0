package import Scenarios

/// What an organisation decided, read from one file. A value: nothing in it is looked up, opened or sent to.
///
/// No secret can be in it: its whole text becomes an event of the log.
package struct Configuration: Sendable, Hashable {
    /// Who lifts a stop.
    package struct Release: Sendable, Hashable {
        /// 2, or 1: the solo profile.
        package var persons: Int64 = 2
        /// From the first releaser to the second.
        package var windowSeconds: Int64 = 15 * 60
        /// Solo: between asking and taking effect.
        package var delaySeconds: Int64 = 10 * 60

        package var isSolo: Bool { persons == 1 }
    }

    /// A user or a group as the file names it: by name, or by number.
    package struct Principal: Sendable, Hashable {
        package let text: String
        package let position: DocumentPosition
    }

    package struct Members: Sendable, Hashable {
        package var users: [Principal] = []
        package var groups: [Principal] = []
    }

    /// Where people are told.
    package struct AlertChannel: Sendable, Hashable {
        package let name: String
        /// Nil: the credential's text is the address.
        package let webhook: String?
        /// With a webhook: the name of the credential sent as a bearer token.
        package let credential: String?
    }

    /// What publishes for the organisation and cannot be stopped by Tocsin.
    package struct OutsideItem: Sendable, Hashable {
        package let name: String
        package let owner: String?
        package let link: String?
    }

    /// What is done about the log by itself.
    package struct LogKeeping: Sendable, Hashable {
        /// Keys of authors outside any crisis are destroyed so long after they were last heard; 0: never.
        package var retentionMonths: Int64 = 24
        /// A checkpoint is signed so often, also when nothing happens.
        package var checkpointMinutes: Int64 = 60
        /// An alert is raised when the file system of the log has less room.
        package var lowSpaceMegabytes: Int64 = 1_024
    }

    package struct Limits: Sendable, Hashable {
        package var connections: Int64 = 256
        package var connectionsPerUser: Int64 = 64
        package var idleSeconds: Int64 = 600
    }

    package var organisation: String?
    package var release = Release()
    /// A post that is later than this is held, never sent.
    package var overdueGraceSeconds: Int64 = 60
    /// Nil: the file says nothing of roles, and the daemon's own uid holds each of them.
    package var roles: [Role: Members]?
    package var alerts: [AlertChannel] = []
    package var outsideOurReach: [OutsideItem] = []
    /// The file of the passphrases' hashes; nil: beside the log.
    package var passphrases: String?
    package var limits = Limits()
    package var log = LogKeeping()
    /// As it was read, for the event that says what is in force; empty without a file.
    package var text: String

    package init(text: String) {
        self.text = text
    }

    /// What is in force without a file.
    package static let withoutFile = Configuration(text: "")
}
