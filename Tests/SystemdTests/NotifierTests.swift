import Foundation
import Testing

@testable import Systemd

struct NotifierTests {
    @Test("A status text cannot hold a second assignment, and is bounded")
    func statusLine() {
        #expect(Notifier.statusLine("stopped\nREADY=1") == "STATUS=stopped READY=1")
        #expect(Notifier.statusLine("a\u{0}b\rc\u{1B}d") == "STATUS=a b c d")
        let long = Notifier.statusLine(String(repeating: "€", count: 1_000))
        #expect(long.utf8.count <= Notifier.statusBytesMax)
    }

    // The environment is changed in a process of its own: setenv beside other threads is a race.
    @Test("The service manager's socket hears of each state, and without one nothing is wrong")
    func states() async {
        await #expect(processExitsWith: .success) {
            let notifier = Notifier()
            unsetenv("NOTIFY_SOCKET")
            try exitUnless(notifier.ready(status: "ready") == false)
            let path = FileManager.default.temporaryDirectory
                .appending(path: "tocsin-notify-\(UUID().uuidString)").path()
            let socket = try bindDatagramSocket(path)
            defer { unlink(path) }
            setenv("NOTIFY_SOCKET", path, 1)
            try exitUnless(notifier.ready(status: "Publishing. 3 posts due today."))
            try exitUnless(receive(socket) == "READY=1\nSTATUS=Publishing. 3 posts due today.")
            try exitUnless(notifier.status("STOPPED"))
            try exitUnless(receive(socket) == "STATUS=STOPPED")
            try exitUnless(notifier.reloading())
            try exitUnless(receive(socket).hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
            try exitUnless(notifier.watchdog())
            try exitUnless(receive(socket) == "WATCHDOG=1")
            try exitUnless(notifier.stopping(status: "stopping"))
            try exitUnless(receive(socket) == "STOPPING=1\nSTATUS=stopping")
            unlink(path)
        }
    }

    @Test("The watchdog's interval is the unit's, for this process alone")
    func watchdog() async {
        await #expect(processExitsWith: .success) {
            unsetenv("WATCHDOG_USEC")
            try exitUnless(Notifier.watchdogInterval() == nil)
            setenv("WATCHDOG_USEC", "20000000", 1)
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            try exitUnless(Notifier.watchdogInterval() == .seconds(20))
            setenv("WATCHDOG_PID", "1", 1)
            try exitUnless(Notifier.watchdogInterval() == nil)
        }
    }
}
