import ArgumentParser
import ControlInterface

struct AlertList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Alerts that nobody has acknowledged.")

    @Flag(name: .long, help: "Those that are acknowledged as well.")
    var all = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            AlertInterface.List.self, .init(all: all ? true : nil, drill: drill.name))
        var report = Report(json: answer.json)
        var table = Table(
            [">Alert", "Raised", "State", "Seen by", "Subject"], whenEmpty: "No alert is open.")
        for alert in answer.reply.alerts {
            let isSeen = alert.state == "acknowledged"
            table.row(
                [
                    "\(alert.alert)", alert.raisedAt, alert.state, Words.or(alert.acknowledgedBy, "nobody"),
                    alert.subject,
                ],
                isSeen ? .quiet : alert.state == "exhausted" ? .bad : .warning)
            if !isSeen { report.next(session.command("alert ack \(alert.alert)", drill: drill.name)) }
        }
        report.table(table)
        session.show(report, drill: drill.name)
        return .done
    }
}
