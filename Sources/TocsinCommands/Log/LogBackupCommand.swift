import ArgumentParser
import LogFiles

struct LogBackupCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the log, also while it is written, and verify the copy.",
        discussion: """
            The copy is DIR/log, a log's folder that is ready to use. Run it again to bring the copy up to date, or \
            to go on after it was cut off.
            """)

    @Argument(help: "A folder for the copy; it is made unless it is there.")
    var folder: String

    @Option(help: "A log's folder. Without it the running daemon's log.")
    var directory: String?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let copy: CopyReport
        if let directory {
            var bar = CopyBar(session.console)
            defer { bar.finish() }
            copy = try CommandError.wrapping { () throws(LogFileError) in
                try LogBackup.run(from: LogBackup.open(directory), place: directory, into: folder) {
                    bar.show($0)
                }
            }
        } else {
            try CommandError.wrapping { () throws(LogFileError) in try LogBackup.prepare(folder) }
            copy = try BlockStream.copy(session, to: LogBackup.logDirectory(in: folder))
        }
        var report = CopyWords.report("Backed up and verified.", copy)
        report.next("tocsinctl log verify --directory " + ShellWord.quoted(copy.directory))
        session.show(report)
        return .done
    }
}
