/// Where a daemon lives and how it is started.
package struct DaemonOptions: Sendable {
    package static let version = "0.2.0"

    package var configurationFile: String
    /// A file named on the command line must exist; the default one may be missing.
    package var configurationIsRequired: Bool
    package var stateDirectory: String
    package var runtimeDirectory: String
    package var sentinelDirectories: [String]
    package var certificateAuthorityFile: String?
    /// Smaller in tests and rehearsals: how far the log's file is filled ahead.
    package var reserveBytes: Int?
    /// Shorter in tests: how long a network may take to answer a post.
    package var publishTimeoutMilliseconds: Int?
    package var settlementMilliseconds: Int?
    package var pollMilliseconds: Int?
    /// A rehearsal writes nothing to the journal.
    package var isQuiet = false

    package init(
        configurationFile: String, configurationIsRequired: Bool, stateDirectory: String,
        runtimeDirectory: String,
        sentinelDirectories: [String], certificateAuthorityFile: String? = nil, reserveBytes: Int? = nil,
        publishTimeoutMilliseconds: Int? = nil, settlementMilliseconds: Int? = nil,
        pollMilliseconds: Int? = nil, isQuiet: Bool = false
    ) {
        self.configurationFile = configurationFile
        self.configurationIsRequired = configurationIsRequired
        self.stateDirectory = stateDirectory
        self.runtimeDirectory = runtimeDirectory
        self.sentinelDirectories = sentinelDirectories
        self.certificateAuthorityFile = certificateAuthorityFile
        self.reserveBytes = reserveBytes
        self.publishTimeoutMilliseconds = publishTimeoutMilliseconds
        self.settlementMilliseconds = settlementMilliseconds
        self.pollMilliseconds = pollMilliseconds
        self.isQuiet = isQuiet
    }

    var logDirectory: String { stateDirectory + "/log" }
    var controlSocket: String { runtimeDirectory + "/control.sock" }
    var stopSocket: String { runtimeDirectory + "/stop.sock" }
}

/// Why the daemon does not start. The code is the exit code.
package struct StartFailure: Error, Sendable, CustomStringConvertible {
    package enum Code: Int32, Sendable {
        case general = 1
        case usage = 2
        case alreadyRunning = 3
        case configuration = 4
        case logDamaged = 5
        case logNewer = 6
        case directory = 7
        case socket = 8
        case noSpace = 9
    }

    package var code: Code
    package var message: String
    package var next: String?

    package init(_ code: Code, _ message: String, next: String? = nil) {
        self.code = code
        self.message = message
        self.next = next
    }

    package var description: String { message + (next.map { "\nNext: \($0)" } ?? "") }
}
