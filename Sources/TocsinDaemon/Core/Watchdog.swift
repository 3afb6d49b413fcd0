import Gate
import Systemd

/// Feeds systemd's watchdog while the stop thread turns and the writer answers. It is withheld for a wedged thread.
struct Watchdog {
    private let notifier: Notifier
    private let stopPath: StopPath
    private let writer: Writer
    private let world: World

    init(_ notifier: Notifier, _ stopPath: StopPath, _ writer: Writer, _ world: World) {
        self.notifier = notifier
        self.stopPath = stopPath
        self.writer = writer
        self.world = world
    }

    func run() async {
        let interval: Duration?
        do throws(SystemdError) { interval = try Notifier.watchdogInterval() } catch { return }
        guard let interval else { return }
        while !Task.isCancelled {
            let before = stopPath.health.lastTurn
            stopPath.probe()
            do { try await world.sleep(interval / 4) } catch { return }
            guard stopPath.health.lastTurn > before else { continue }
            // A writer that waits for a slow disk answers late; systemd's interval is the patience it has.
            await writer.probe()
            do throws(SystemdError) { try notifier.watchdog() } catch { continue }
            do { try await world.sleep(interval / 4) } catch { return }
        }
    }
}
