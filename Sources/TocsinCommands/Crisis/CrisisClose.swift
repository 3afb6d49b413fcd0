import ArgumentParser
import ControlInterface

struct CrisisClose: Verb {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Say that it is over.")

    @Argument(help: "The crisis's number.")
    var crisis: Int64

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            CrisisInterface.Close.self, .init(crisis: crisis, reason: reason, drill: drill.name))
        session.tell(
            "Crisis \(crisis) is closed. Stops stay in force until they are released.", answer.json,
            drill: drill.name,
            next: [
                session.command("status", drill: drill.name),
                session.command("post list --needs-review", drill: drill.name),
            ])
        return .done
    }
}
