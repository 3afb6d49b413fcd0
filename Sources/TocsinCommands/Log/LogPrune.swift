import ArgumentParser
import EventLog
import Glibc
import LogFiles
import Projections
import Varlink

struct LogPrune: Verb {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove archived events from a log that no daemon has open.",
        discussion: """
            The archives are read to their ends and compared with the log first. The file does not become shorter: \
            the freed pages are used for what comes.
            """)

    @Option(help: "The log's folder.")
    var directory: String

    @Option(help: ArgumentHelp("The last event to be removed.", valueName: "number"))
    var through: UInt64

    @Option(help: "The folder of the archives.")
    var archives: String

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        try requireSnapshot()
        let receipt = try CommandError.wrapping { () throws(LogFileError) in
            try LogArchive.prune(directory, through: through, archives: archives)
        }
        let first = receipt.beginning.firstSequence
        var report = Report(json: [
            "removedBlocks": .integer(Int64(receipt.removedBlockCount)),
            "firstSequence": .integer(Int64(first.rawValue)),
            "fileBytes": .integer(Int64(receipt.statistics.fileBytes)),
        ])
        report.line(
            "Removed \(Words.count(receipt.removedBlockCount, "block")); the log begins with event \(first).",
            .good)
        report.line("The file is as long as before; its freed pages are used for what comes.")
        report.next("tocsinctl log verify --directory " + ShellWord.quoted(directory))
        session.show(report)
        return .done
    }

    private func head() throws(CommandError) -> (identity: [UInt8], last: UInt64) {
        let log = try CheckpointFiles.open(directory)
        return (log.identity, log.head.lastSequence?.rawValue ?? 0)
    }

    /// A daemon that finds no snapshot behind the cut can never start on the log again. A copy that lies elsewhere has
    /// no snapshots beside it, and no daemon.
    private func requireSnapshot() throws(CommandError) {
        let snapshots = directory + "/../snapshots"
        guard access(snapshots, F_OK) == 0 || access(directory + "/../tocsind.lock", F_OK) == 0 else {
            return
        }
        let (identity, last) = try head()
        let found: Bool
        do throws(SnapshotError) {
            let oldest = try Snapshots.oldest(in: snapshots, identity: identity, atOrAfter: through)
            // One of a later history is none of this log.
            found = oldest.map { $0.snapshot.sequence <= last } ?? false
        } catch {
            throw CommandError(.noInput, "the snapshots cannot be read: \(error)", place: snapshots)
        }
        guard found else {
            throw CommandError(
                .refused,
                "no usable snapshot of event \(through) or later: tocsind could not start on the pruned log",
                code: "no-snapshot", place: snapshots,
                next: [
                    "systemctl start tocsind && systemctl stop tocsind, which writes one",
                    "or a lower --through",
                ])
        }
    }
}
