import Systemd

/// Which boot of the machine this is.
enum StartIdentity {
    /// The first 64 bits of it; 0 when it is not known.
    static func bootNumber() -> UInt64 {
        UInt64(bootID().filter { $0 != "-" }.prefix(16), radix: 16) ?? 0
    }

    static func bootID() -> String {
        do throws(SystemdError) {
            return try BootIdentity.current()
        } catch {
            return ""
        }
    }
}
