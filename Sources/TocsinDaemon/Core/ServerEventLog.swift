import Systemd
import VarlinkServer

/// What the control channel reports, in the journal: a hostile client can cause any number of it, so a minute has
/// room for a few.
final class ServerEventLog: Sendable {
    enum Limits {
        static let perWindow = 20
        static let windowMicroseconds: Int64 = 60_000_000
    }

    private struct Window {
        var endsAt: Int64 = 0
        var count = 0
    }

    private let journal: Journal
    private let world: World
    private let window = Locked(Window())

    init(_ journal: Journal, _ world: World) {
        self.journal = journal
        self.world = world
    }

    func note(_ event: ServerEvent) {
        let now = world.bootMicroseconds()
        let (mayWrite, dropped) = window.withLock { window in
            let dropped = now >= window.endsAt ? max(0, window.count - Limits.perWindow) : 0
            if now >= window.endsAt { window = Window(endsAt: now &+ Limits.windowMicroseconds) }
            window.count += 1
            return (window.count <= Limits.perWindow, dropped)
        }
        if dropped > 0 {
            journal.log(
                .info, "control channel: more was not written", [JournalField("TOCSIN_COUNT", dropped)])
        }
        if mayWrite { journal.log(.info, "control channel", [JournalField("TOCSIN_REASON", "\(event)")]) }
    }
}
