import ArgumentParser
import ControlInterface
import Glibc
import Varlink

struct LogExport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Events as NDJSON, the form that scenarios are written in.")

    @Option(name: .long, help: ArgumentHelp("The first event's number.", valueName: "number"))
    var from: Int64?

    @Option(name: .long, help: ArgumentHelp("The last event's number.", valueName: "number"))
    var to: Int64?

    @Option(
        name: .long, help: ArgumentHelp("Write to this new file, not to standard output.", valueName: "file"))
    var out: String?

    @Flag(help: "All blocks exactly as they are stored, for log import: one a line, behind a header line.")
    var exact = false

    @Option(help: "With --exact: a log's folder. Without it the running daemon's log.")
    var directory: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if exact, from != nil || to != nil || drill.name != nil {
            throw ValidationError("--exact takes the whole log: it goes without --from, --to and --drill")
        }
        if !exact, directory != nil { throw ValidationError("--directory goes with --exact") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if exact { return try ExactExporting.run(session, directory: directory, out: out) }
        var file: Int32?
        if let out { file = try NewFile.create(out) }
        defer { if let file { close(file) } }
        var count = 0
        let parameters = LogInterface.Export.Parameters(from: from, to: to, drill: drill.name)
        try session.askMore(LogInterface.Export.self, parameters, timeout: .after(Session.listTimeout)) {
            answer, _ throws(CommandError) in
            let text = answer.reply.lines.map { $0 + "\n" }.joined()
            count += answer.reply.lines.count
            guard let file, let out else {
                session.console.write(text)
                return session.console.outputFailed ? .stop : .next
            }
            try NewFile.append(text, to: file, out)
            return .next
        }
        if let file, let out {
            guard fsync(file) == 0 else {
                throw CommandError(.cannotWrite, "cannot be flushed: \(SystemText.error(errno))", place: out)
            }
            session.note("\(Words.count(count, "event")) written to \(out).")
        }
        return .done
    }
}
