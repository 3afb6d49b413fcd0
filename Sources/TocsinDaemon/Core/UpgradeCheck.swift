import ArgumentParser
import EventLog
import Glibc
import Projections

/// `tocsind --check-upgrade`: what a start of this version would find, beside the daemon that runs.
struct UpgradeCheck {
    /// Of the process, when this version differs from what the log records.
    static let exitDifferent: Int32 = 10

    let options: DaemonOptions

    func run() throws(StartFailure) -> ExitCode {
        guard access(options.stateDirectory + "/.", F_OK) == 0 else {
            throw StartFailure(
                .directory, "there is no folder \(options.stateDirectory)",
                next: "name the daemon's own with --state-directory")
        }
        guard access(options.logDirectory + "/data.mdb", F_OK) == 0 else {
            return say("There is no log yet: nothing can differ.", .success)
        }
        do throws(EventLogError) {
            let log = try EventLog.open(
                directory: options.logDirectory, options: EventLogOptions(access: .readOnly), clock: .system()
            )
            do throws(ReplayError) {
                let snapshots = options.stateDirectory + "/snapshots"
                let state = try Replay.state(
                    of: log, from: try FoldStart.state(of: log, snapshots: snapshots))
                switch UpgradeGate.compare(log, state, snapshots: snapshots) {
                case .same(let words): return say(words, .success)
                case .different(let cause):
                    return say(
                        "DIFFERENT: \(cause.words).\nNext: install the version before; or, when the difference is meant, start "
                            + "this one and declare it: tocsinctl log migrate --reason TEXT",
                        ExitCode(Self.exitDifferent))
                }
            } catch {
                return say("DIFFERENT: the log cannot be folded: \(error)", ExitCode(Self.exitDifferent))
            }
        } catch {
            throw StartFailure(
                .logDamaged, "the log cannot be read: \(error)",
                next: "tocsinctl log verify --directory \(options.logDirectory)")
        }
    }

    private func say(_ text: String, _ code: ExitCode) -> ExitCode {
        print(text)
        return code
    }
}
