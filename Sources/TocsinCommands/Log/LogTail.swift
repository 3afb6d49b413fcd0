import ArgumentParser
import ControlInterface
import Varlink

struct LogTail: Verb {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Events, the last ten or a range.")

    @Option(name: .long, help: ArgumentHelp("The first event's number.", valueName: "number"))
    var from: Int64?

    @Option(name: .long, help: ArgumentHelp("The last event's number.", valueName: "number"))
    var to: Int64?

    @Flag(name: [.long, .short], help: "Go on with every new event, until interrupted.")
    var follow = false

    @Option(name: .long, help: ArgumentHelp("Only this kind (post.held) or noun (post).", valueName: "kind"))
    var kind: String?

    @Flag(name: .long, help: "With authors' names and texts, where they can still be read.")
    var personalData = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let parameters = LogInterface.Tail.Parameters(
            from: from, to: to, follow: follow ? true : nil, kind: kind, drill: drill.name,
            personalData: personalData ? true : nil)
        try session.askMore(LogInterface.Tail.self, parameters, timeout: follow ? .never : .connection) {
            answer, _ throws(CommandError) in
            // The end of an empty listing.
            guard answer.reply.event != [:] else { return .next }
            var report = Report(json: answer.reply.event)
            let line = EventLine(answer.reply.event)
            report.line(line.text, line.tone)
            session.show(report)
            return session.console.outputFailed ? .stop : .next
        }
        return .done
    }
}
