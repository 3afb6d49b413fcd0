import EventLog
import Glibc
import Projections
import Systemd

/// Opens the log for a start. A child process reads first what no snapshot covers: a damaged page of LMDB's own ends
/// whoever reads it. What cannot be trusted is not opened for writing.
struct StartLog {
    let options: DaemonOptions
    /// Starts that died before this one, and where the last one was.
    let deaths: UInt64
    let lastPosition: UInt64
    let journal: Journal

    struct Opened {
        var log: EventLog
        var mode: StartMode
        /// In safe mode nothing beyond this event is folded.
        var foldThrough: UInt64?
    }

    func open() throws(StartFailure) -> Opened {
        try StateDirectory.make(options.logDirectory, mode: 0o700)
        guard access(options.logDirectory + "/data.mdb", F_OK) == 0 else {
            return Opened(log: try openForWriting(), mode: .normal)
        }
        switch WalkChild().run(directory: options.logDirectory, from: max(newestSnapshot, 1)) {
        case .sound: return try openOrdinarily()
        case .damaged(let code, _, let problem, _) where code == EventLogError.Code.newerFormat.rawValue:
            throw StartFailure(
                .logNewer, "the log was written by a newer version: \(problem)",
                next: "install that version again")
        case .damaged(let code, _, _, _) where code != EventLogError.Code.damaged.rawValue:
            // A log that was never begun, or that cannot be opened: opening it for use says so.
            return try openOrdinarily()
        case .damaged(_, let sequence, let problem, let range):
            return try openSoundPart(before: sequence ?? range.first, problem)
        case .died(let signal, let range):
            return try openSoundPart(
                before: range.first,
                "whoever reads on from event \(range.first) dies of signal \(signal)")
        case .silent(let range):
            return try openSoundPart(before: range.first, "nothing can be read from event \(range.first) on")
        case .unknown(let reason):
            // Without a child the daemon reads for itself.
            journal.log(.warning, "the log could not be read first", [JournalField("TOCSIN_REASON", reason)])
            return try openOrdinarily()
        }
    }

    private func openOrdinarily() throws(StartFailure) -> Opened {
        guard deaths >= StartAttempts.Limits.beforeSafeMode else {
            do throws(EventLogError) {
                return Opened(log: try writable(), mode: .normal)
            } catch {
                // The end of the tree's note lies before the snapshot: the child did not look there.
                guard error.code == .damaged, let sequence = error.sequence else { throw failure(error) }
                return try openSoundPart(before: sequence.rawValue, "\(error)")
            }
        }
        let covered = newestSnapshot
        let cause = ReadOnlyCause(
            code: .crashLoop, sequence: lastPosition,
            words:
                "\(deaths) starts in a row died before they were ready, the last one near event \(lastPosition)",
            next: [
                "tocsinctl log verify", "with the cause removed: rm \(options.stateDirectory)/start-attempts",
                "systemctl restart tocsind",
            ])
        do throws(EventLogError) {
            let log = try EventLog.open(
                directory: options.logDirectory, options: EventLogOptions(access: .readOnly), clock: .system()
            )
            return Opened(log: log, mode: .readOnly(cause), foldThrough: covered)
        } catch {
            throw failure(error)
        }
    }

    /// All that is to be opened is read by a child first: there may be a second damaged place, or none that can be read.
    private func readable(before end: UInt64) throws(StartFailure) -> UInt64 {
        switch WalkChild().run(directory: options.logDirectory, from: 1, to: end - 1) {
        case .died(let signal, let range) where range.first <= 1:
            throw StartFailure(
                .logDamaged,
                "whoever opens the log dies of signal \(signal): its file was cut, or a page of its store is damaged. "
                    + "Nothing is published",
                next: "keep \(options.logDirectory) as it is, and put the newest backup in its place")
        case .died(_, let range), .silent(let range): return min(end, range.first)
        case .damaged(EventLogError.Code.damaged.rawValue, let sequence, _, let range):
            return min(end, max(sequence ?? range.first, 1))
        case .sound, .damaged, .unknown: return end
        }
    }

    private func openSoundPart(before found: UInt64, _ words: String) throws(StartFailure) -> Opened {
        let end = try readable(before: found)
        let cause = ReadOnlyCause(
            code: .damaged, sequence: end, words: "the log is damaged: \(words)",
            next: ["tocsinctl log verify", "tocsinctl log succeed"])
        do throws(EventLogError) {
            let log = try EventLog.openSoundPart(
                directory: options.logDirectory, before: end, clock: .system())
            return Opened(log: log, mode: .readOnly(cause))
        } catch {
            throw failure(error)
        }
    }

    /// By its name: what is in it is looked at later.
    private var newestSnapshot: UInt64 {
        do throws(SnapshotError) {
            return try Snapshots.listing(of: options.stateDirectory + "/snapshots").last?.sequence ?? 0
        } catch {
            return 0
        }
    }

    private func openForWriting() throws(StartFailure) -> EventLog {
        do throws(EventLogError) { return try writable() } catch { throw failure(error) }
    }

    private func writable() throws(EventLogError) -> EventLog {
        var logOptions = EventLogOptions()
        if let bytes = options.reserveBytes { logOptions.reserveBytes = bytes }
        return try EventLog.open(directory: options.logDirectory, options: logOptions, clock: .system())
    }

    private func failure(_ error: EventLogError) -> StartFailure {
        switch error.code {
        case .inUse:
            StartFailure(
                .alreadyRunning,
                "another process (pid \(error.holder ?? 0)) has the log open: \(options.logDirectory)")
        case .newerFormat:
            StartFailure(
                .logNewer, "the log was written by a newer version: \(error)",
                next: "install that version again")
        case .damaged:
            StartFailure(
                .logDamaged, "the log is damaged: \(error)",
                next: "tocsinctl log verify --directory \(options.logDirectory)")
        default: StartFailure(.general, "the log cannot be opened: \(error)")
        }
    }
}
