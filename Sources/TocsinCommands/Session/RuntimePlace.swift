import Glibc

/// Where an instance's sockets and sentinels are.
///
/// The installed instance comes first: only where there is none is the user's own runtime directory looked at.
/// So no environment variable turns a stop away from the system's daemon.
struct RuntimePlace: Hashable, Sendable {
    static let systemDirectory = "/run/tocsin"
    /// The sentinel that outlives a reboot, of the installed instance.
    static let systemDiskSentinelDirectory = "/var/lib/tocsin-stop"

    var directory: String
    /// Where a stop file outlives a reboot; not known for an instance that was named by its runtime directory.
    var diskDirectory: String?
    /// Named on the command line; the commands shown to the person then name it too.
    var isNamed: Bool

    static let installed = RuntimePlace(
        directory: systemDirectory, diskDirectory: systemDiskSentinelDirectory, isNamed: false)

    var controlSocket: String { directory + "/control.sock" }
    var stopSocket: String { directory + "/stop.sock" }

    static func find(
        named: String?, _ surroundings: ProcessSurroundings, exists: (String) -> Bool = Self.exists
    ) -> RuntimePlace {
        if let named {
            var trimmed = named[...]
            while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
            return trimmed == systemDirectory
                ? installed : RuntimePlace(directory: String(trimmed), diskDirectory: nil, isNamed: true)
        }
        let system = installed
        if system.hasSockets(exists) { return system }
        if let user = surroundings.userRuntimeDirectory, user.hasPrefix("/") {
            let state = surroundings.userStateDirectory.map { $0 + "/tocsin" }
            let own = RuntimePlace(
                directory: user + "/tocsin", diskDirectory: state.flatMap { exists($0) ? $0 : nil },
                isNamed: false)
            if own.hasSockets(exists) { return own }
            // An installed instance that is down is still the one that a stop is meant for.
            if !exists(systemDirectory), !exists(systemDiskSentinelDirectory), exists(own.directory) {
                return own
            }
        }
        return system
    }

    private func hasSockets(_ exists: (String) -> Bool) -> Bool {
        exists(stopSocket) || exists(controlSocket)
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
