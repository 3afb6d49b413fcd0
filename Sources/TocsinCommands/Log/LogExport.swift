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

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
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
