import CrisisModel
import Engine
import Systemd

/// Keeps the line that `systemctl status` shows true: at once when a stop, a crisis or the clock changes, and at most
/// every few seconds for the counts of posts. It never wakes an idle daemon.
final class StatusNotice: Sendable {
    enum Limits {
        static let countsMicroseconds: Int64 = 5_000_000
    }

    private let notifier: Notifier
    private let published: Published
    private let stops: StopDesk
    private let world: World
    private let lastWrite = Locked<Int64>(.min)

    init(_ notifier: Notifier, _ published: Published, _ stops: StopDesk, _ world: World) {
        self.notifier = notifier
        self.published = published
        self.stops = stops
        self.world = world
    }

    func follow(_ recorded: RecordedEvent) {
        guard recorded.envelope.realm.isLive else { return }
        let isUrgent =
            switch recorded.event.kind.rawValue {
            case 300..<400, 600..<700, 1200..<1300: true
            default: false
            }
        let now = world.bootMicroseconds()
        let isDue = lastWrite.withLock { last in
            guard isUrgent || last == .min || now - last >= Limits.countsMicroseconds else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let line = published.read { StatusLine(realm: $0.live, gateIsOpen: stops.gateIsOpen).text }
        do throws(SystemdError) {
            try notifier.status(line)
        } catch {
            // A service manager that does not listen changes nothing for us.
            return
        }
    }
}
