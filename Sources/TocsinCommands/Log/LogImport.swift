import ArgumentParser
import CrisisModel
import LogFiles
import Varlink

struct LogImport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Make the log that an export says: byte for byte from an exact one, with an equal fold from lines."
    )

    @Argument(help: "A file of log export; - is standard input, for an exact one.")
    var file: String

    @Option(help: "A folder for the log. One that an import was cut off in is gone on with.")
    var directory: String

    @Flag(name: .long, help: "The file has events as lines of JSON, not blocks.")
    var lines = false

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if lines { return try importLines(session) }
        var bar = CopyBar(session.console)
        defer { bar.finish() }
        let copy = try CommandError.wrapping { () throws(LogFileError) in
            try ExactExport.importFile(file, into: directory) { bar.show($0) }
        }
        session.show(CopyWords.report("Imported and verified: the same log.", copy))
        return .done
    }

    private func importLines(_ session: Session) throws(CommandError) -> CommandStatus {
        let made = try EventImport.run(file, into: directory)
        var report = Report(
            json: [
                "directory": .string(directory), "events": .integer(Int64(made.events)),
                "stateHash": .string(made.stateHash.description), "root": .string(made.root),
            ])
        report.line("Imported: \(made.events) events, folded.", .good)
        report.fact("State", made.stateHash.description)
        report.line("Every state hash that the lines record agrees with the fold.")
        session.show(report)
        return .done
    }
}
