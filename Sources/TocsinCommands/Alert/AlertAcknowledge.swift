import ArgumentParser
import ControlInterface

struct AlertAcknowledge: Verb {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Say that you have seen an alert.")

    @Argument(help: "The alert's number.")
    var alert: Int64

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(AlertInterface.Acknowledge.self, .init(alert: alert, drill: drill.name))
        session.tell(
            "Alert \(alert) is acknowledged.", answer.json, drill: drill.name,
            next: [session.command("status", drill: drill.name)])
        return .done
    }
}
