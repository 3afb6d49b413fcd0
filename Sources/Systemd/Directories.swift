internal import Glibc

/// Where state and runtime files are: a flag first, then the service manager's word, then the person's home.
package struct Directories: Hashable, Sendable {
    /// Where the units put the sockets.
    package static let systemRuntime = "/run/tocsin"
    private static let variables = [
        "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HOME",
    ]

    package let state: String
    package let runtime: String

    package static func forDaemon(
        state: String?, runtime: String?, environment: [String: String]
    ) throws(SystemdError) -> Directories {
        let home = absolute(environment["HOME"]).map { $0 + "/.local/state" }
        let foundState =
            given(state) ?? first(environment["STATE_DIRECTORY"])
            ?? (absolute(environment["XDG_STATE_HOME"]) ?? home).map { $0 + "/tocsin" }
        guard let foundState else { throw SystemdError(.directoryUnknown, subject: "--state-directory") }
        let foundRuntime =
            given(runtime) ?? first(environment["RUNTIME_DIRECTORY"])
            ?? absolute(environment["XDG_RUNTIME_DIR"]).map { $0 + "/tocsin" }
        guard let foundRuntime else { throw SystemdError(.directoryUnknown, subject: "--runtime-directory") }
        return Directories(state: foundState, runtime: foundRuntime)
    }

    /// For a client: where a system service has its sockets, no variable of the shell may lead elsewhere, or
    /// a stop would press the wrong button.
    package static func runtimeForClient(
        runtime: String?, environment: [String: String], systemRuntime: String = Self.systemRuntime
    ) throws(SystemdError) -> String {
        if let runtime = given(runtime) { return runtime }
        if unsafe access(systemRuntime, F_OK) == 0 { return systemRuntime }
        guard let home = absolute(environment["XDG_RUNTIME_DIR"]) else {
            throw SystemdError(.directoryUnknown, subject: "--runtime-directory")
        }
        return home + "/tocsin"
    }

    /// The few variables that matter here.
    package static func processEnvironment() -> [String: String] {
        var found: [String: String] = [:]
        for name in variables {
            if let value = unsafe getenv(name) { found[name] = unsafe String(cString: value) }
        }
        return found
    }

    private static func given(_ path: String?) -> String? {
        path.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// systemd joins several directories of one unit with colons; ours has one.
    private static func first(_ paths: String?) -> String? {
        absolute(paths?.split(separator: ":").first.map(String.init))
    }

    /// A relative path in one of these variables is to be ignored, says the XDG specification.
    private static func absolute(_ path: String?) -> String? {
        path.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
