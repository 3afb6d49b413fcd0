internal import CSystemd
internal import Glibc

/// Tells the service manager how the daemon is. Each call answers whether a service manager took the message;
/// without one (started by hand) it is false and nothing is wrong.
///
/// `watchdog` must only ever be called by code that has just seen the daemon do its work.
package struct Notifier: Sendable {
    /// `systemctl status` shows one line; more is cut off.
    static let statusBytesMax = 512

    package init() {}

    @discardableResult
    package func ready(status: String) throws(SystemdError) -> Bool {
        try send(["READY=1", Self.statusLine(status)])
    }

    @discardableResult
    package func status(_ text: String) throws(SystemdError) -> Bool {
        try send([Self.statusLine(text)])
    }

    @discardableResult
    package func stopping(status: String) throws(SystemdError) -> Bool {
        try send(["STOPPING=1", Self.statusLine(status)])
    }

    /// To be followed by `ready` when the new configuration is in force, or the old one stays so.
    @discardableResult
    package func reloading() throws(SystemdError) -> Bool {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
        return try send(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)"])
    }

    @discardableResult
    package func watchdog() throws(SystemdError) -> Bool {
        try send(["WATCHDOG=1"])
    }

    /// The unit's whole `WatchdogSec=`, to be fed at half of it; nil where no watchdog is set for this
    /// process.
    package static func watchdogInterval() throws(SystemdError) -> Duration? {
        var microseconds: UInt64 = 0
        let status = unsafe sd_watchdog_enabled(0, &microseconds)
        guard status >= 0 else {
            throw SystemdError(.watchdogUnreadable, subject: "WATCHDOG_USEC", errno: -status)
        }
        return status == 0 ? nil : .microseconds(Int64(clamping: microseconds))
    }

    private func send(_ assignments: [String]) throws(SystemdError) -> Bool {
        let status = unsafe sd_notify(0, assignments.joined(separator: "\n"))
        guard status >= 0 else {
            throw SystemdError(.notificationFailed, subject: "NOTIFY_SOCKET", errno: -status)
        }
        return status > 0
    }

    /// A line break in the text would begin an assignment of its own, such as READY=1.
    static func statusLine(_ text: String) -> String {
        var line = "STATUS="
        for scalar in text.unicodeScalars {
            let next = scalar.properties.generalCategory == .control ? " " : Character(scalar)
            guard line.utf8.count + next.utf8.count <= statusBytesMax else { break }
            line.append(next)
        }
        return line
    }
}
