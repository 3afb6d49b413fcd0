import Systemd

/// Which boot of the machine this is.
enum StartIdentity {
    static func bootID() -> String {
        do throws(SystemdError) {
            return try BootIdentity.current()
        } catch {
            return ""
        }
    }
}
