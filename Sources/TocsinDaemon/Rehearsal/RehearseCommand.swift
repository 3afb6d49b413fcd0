import ArgumentParser
import Gate
import Glibc
import Systemd

/// The newcomer's first command: the whole daemon in a temporary folder, a drill, a scenario fed in through the
/// control socket, a timeline on the terminal, and the expectations checked at the end.
struct RehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Play a scenario through a whole daemon of its own; nothing leaves the machine."
    )

    @Argument(help: "The folder of a scenario, such as replay-fixtures/eurostar-2009.")
    var scenario: String

    @Option(
        help:
            "How many times faster than life. Without it: about 90 seconds on a terminal, else as fast as it goes."
    )
    var speed: Double?

    @Flag(help: "Leave the operators' part to you: press stop and release yourself, from another terminal.")
    var handsOn = false

    func run() throws {
        guard blockSignalsBeforeThreads() else {
            throw fail(StartFailure(.general, "signals cannot be blocked"))
        }
        do throws(StartFailure) {
            let files = try ScenarioFiles.read(scenario)
            let directory = try TemporaryDirectory.make()
            let outcome = try rehearse(files, in: directory.path)
            if outcome != 0 { throw StartFailure(.general, "the scenario's expectations do not hold") }
        } catch {
            throw fail(error)
        }
    }

    private func rehearse(_ files: ScenarioFiles, in directory: String) throws(StartFailure) -> Int {
        let state = directory + "/state"
        let runtime = directory + "/run"
        let held = try StateDirectory.hold(state)
        let daemon = try Daemon(
            options: DaemonOptions(
                configurationFile: directory + "/tocsin.yaml", configurationIsRequired: false,
                stateDirectory: state,
                runtimeDirectory: runtime, sentinelDirectories: [runtime], reserveBytes: 4 * 1024 * 1024,
                isQuiet: true
            ), descriptors: try inheritedSockets()
        )
        let result = Locked<Result<Int, StartFailure>>(.success(0))
        let finished = Outcome<Void>()
        let rehearsal = Rehearsal(
            files: files, socket: runtime + "/control.sock", runtimeDirectory: runtime, speed: speed,
            isHandsOn: handsOn
        )
        Task {
            do throws(StartFailure) {
                try await daemon.run { _ in
                    Thread(name: "tocsin-player") {
                        do throws(StartFailure) {
                            let failures = try rehearsal.play()
                            result.withLock { $0 = .success(failures) }
                        } catch {
                            result.withLock { $0 = .failure(error) }
                        }
                        daemon.requestEnd()
                    }.start()
                }
            } catch {
                result.withLock { $0 = .failure(error) }
                daemon.stopPath.requestEnd()
            }
            finished.give(())
        }
        daemon.stopPath.run()
        finished.wait()
        withExtendedLifetime(held) {}
        return try result.withLock { $0 }.get()
    }
}
