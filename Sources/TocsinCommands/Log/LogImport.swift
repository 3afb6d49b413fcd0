import ArgumentParser
import LogFiles

struct LogImport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make the log that an exact export says, byte for byte, and verify it.")

    @Argument(help: "A file of log export --exact; - is standard input.")
    var file: String

    @Option(help: "A folder for the log. One that an import was cut off in is gone on with.")
    var directory: String

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var bar = CopyBar(session.console)
        defer { bar.finish() }
        let copy = try CommandError.wrapping { () throws(LogFileError) in
            try ExactExport.importFile(file, into: directory) { bar.show($0) }
        }
        session.show(CopyWords.report("Imported and verified: the same log.", copy))
        return .done
    }
}
