import ArgumentParser
import LogFiles

struct LogRestore: Verb {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a log of archives, with the same root, and verify it.")

    @Argument(help: "The archives, in any order.")
    var archives: [String]

    @Option(help: "A folder for the log. One that a restoration was cut off in is gone on with.")
    var directory: String

    @Option(help: "The folder of a pruned log: its events follow behind the archives'.")
    var log: String?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var bar = CopyBar(session.console)
        defer { bar.finish() }
        let copy = try CommandError.wrapping { () throws(LogFileError) in
            try LogArchive.restore(archives, rest: log, into: directory) { bar.show($0) }
        }
        session.show(CopyWords.report("Restored and verified.", copy))
        return .done
    }
}
