import Glibc

/// What of the process's surroundings may change a command: colour, and where an instance without systemd is.
/// Never whether a stop is live.
struct ProcessSurroundings: Hashable, Sendable {
    var noColour: Bool
    var terminalName: String?
    var userRuntimeDirectory: String?
    var userStateDirectory: String?

    static func current() -> ProcessSurroundings {
        ProcessSurroundings(
            noColour: !(value("NO_COLOR") ?? "").isEmpty, terminalName: value("TERM"),
            userRuntimeDirectory: value("XDG_RUNTIME_DIR"),
            userStateDirectory: value("XDG_STATE_HOME") ?? value("HOME").map { $0 + "/.local/state" })
    }

    private static func value(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        return String(cString: text)
    }
}
