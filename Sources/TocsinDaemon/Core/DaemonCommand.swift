package import ArgumentParser
import Gate
import Glibc
import Systemd

/// `tocsind`: without a verb the daemon itself.
package struct DaemonCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "tocsind",
        abstract: "The emergency stop and the flight recorder for an organisation's social media.",
        version: DaemonOptions.version,
        subcommands: [ServeCommand.self, RehearseCommand.self, WalkCommand.self],
        defaultSubcommand: ServeCommand.self
    )

    package init() {}
}

/// Runs the daemon until it is told to end.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the daemon (what happens without a verb)."
    )

    @Option(help: "The configuration file. Without this option /etc/tocsin/tocsin.yaml, if it exists.")
    var config: String?

    @Option(help: "Where the log lives.")
    var stateDirectory: String?

    @Option(help: "Where the sockets live.")
    var runtimeDirectory: String?

    @Flag(help: "Check the configuration file, print every problem, and end.")
    var checkConfig = false

    @Flag(help: "Decide and fold the whole log again with this version, beside a running daemon, and end.")
    var checkUpgrade = false

    @Option(
        help: ArgumentHelp(
            "The log is damaged: freeze it and go on, stopped, with a successor that cites this checkpoint.",
            valueName: "checkpoint"))
    var successorOf: String?

    @Option(help: .hidden)
    var certificateAuthorityFile: String?

    @Option(help: .hidden)
    var reserveBytes: Int?

    @Option(help: .hidden)
    var publishTimeoutMilliseconds: Int?

    @Option(help: .hidden)
    var settlementMilliseconds: Int?

    @Option(help: .hidden)
    var pollMilliseconds: Int?

    func run() throws {
        let path = config ?? "/etc/tocsin/tocsin.yaml"
        if checkConfig { throw checkConfiguration(path) }
        if checkUpgrade { throw checkUpgrade(path) }
        guard blockSignalsBeforeThreads() else {
            throw fail(StartFailure(.general, "signals cannot be blocked"))
        }
        do throws(StartFailure) {
            let options = try makeOptions(path)
            let held = try StateDirectory.hold(options.stateDirectory)
            if let successorOf {
                _ = try Succession(options: options).make(
                    persons: ["uid \(getuid()) at the console"], checkpoint: successorOf)
            }
            let daemon = try Daemon(options: options, descriptors: try inheritedSockets())
            let outcome = Outcome<StartFailure?>()
            Task {
                do throws(StartFailure) {
                    try await daemon.run()
                    outcome.give(nil)
                } catch {
                    outcome.give(error)
                }
            }
            // It ends with the daemon: a stop path that outlived it would promise a record.
            daemon.stopPath.run()
            if let failure = outcome.wait() { throw failure }
            withExtendedLifetime(held) {}
        } catch {
            throw fail(error)
        }
    }

    private func checkUpgrade(_ path: String) -> ExitCode {
        do throws(StartFailure) {
            return try UpgradeCheck(options: try makeOptions(path)).run()
        } catch {
            return fail(error)
        }
    }

    private func makeOptions(_ path: String) throws(StartFailure) -> DaemonOptions {
        do throws(SystemdError) {
            let directories = try Directories.forDaemon(
                // A check beside the running daemon opens no socket.
                state: stateDirectory, runtime: checkUpgrade ? runtimeDirectory ?? "/" : runtimeDirectory,
                environment: Directories.processEnvironment()
            )
            return DaemonOptions(
                configurationFile: path, configurationIsRequired: config != nil,
                stateDirectory: directories.state,
                runtimeDirectory: directories.runtime,
                sentinelDirectories: Sentinels.directories(
                    runtime: directories.runtime, state: directories.state),
                certificateAuthorityFile: certificateAuthorityFile, reserveBytes: reserveBytes,
                publishTimeoutMilliseconds: publishTimeoutMilliseconds,
                settlementMilliseconds: settlementMilliseconds, pollMilliseconds: pollMilliseconds
            )
        } catch {
            throw StartFailure(.directory, "\(error)", next: "give --state-directory and --runtime-directory")
        }
    }

    private func checkConfiguration(_ path: String) -> ExitCode {
        do throws(ConfigurationError) {
            guard let configuration = try Configuration.load(file: path) else {
                return fail(StartFailure(.configuration, "there is no file \(path)"))
            }
            let roles = try RoleTable.resolve(configuration, file: path, ownUid: getuid())
            print("\(path) is sound. Releasers: \(roles.releasers.map(\.name).joined(separator: ", "))")
            return .success
        } catch {
            return fail(StartFailure(.configuration, "\(error)"))
        }
    }
}

/// Where a file named `stop` is a stop. The installed instance has a directory of its own for it in each place,
/// open to the group that may stop.
enum Sentinels {
    static func directories(runtime: String, state: String) -> [String] {
        (runtime == "/run/tocsin" ? ["/run/tocsin", "/var/lib/tocsin-stop"] : [runtime, state]).map {
            directory in
            var status = stat()
            let inner = directory + "/stop"
            return lstat(inner, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR ? inner : directory
        }
    }
}

/// Once, before other threads exist.
func inheritedSockets() throws(StartFailure) -> ListenDescriptors {
    do throws(SystemdError) {
        return try ListenDescriptors.take()
    } catch {
        throw StartFailure(.socket, "the sockets handed over by systemd cannot be used: \(error)")
    }
}

func fail(_ failure: StartFailure) -> ExitCode {
    var text = "tocsind: \(failure)\n"
    text.withUTF8 { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
    return ExitCode(failure.code.rawValue)
}
