import ArgumentParser
import ControlInterface

struct CrisisDeclare: Verb {
    static let configuration = CommandConfiguration(
        commandName: "declare", abstract: "Say that it is a crisis: crisis statements become possible.")

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(CrisisInterface.Declare.self, .init(reason: reason, drill: drill.name))
        let crisis = answer.reply.crisis
        session.tell(
            "CRISIS \(crisis) is declared. A statement approved by a person may go out under a stop.",
            answer.json,
            .warning, drill: drill.name,
            next: [
                session.command("stop", drill: drill.name),
                session.command("post schedule ACCOUNT TEXT --at TIME --class crisis", drill: drill.name),
                session.command("post approve POST", drill: drill.name),
                session.command("crisis show \(crisis)", drill: drill.name),
            ])
        return .done
    }
}
