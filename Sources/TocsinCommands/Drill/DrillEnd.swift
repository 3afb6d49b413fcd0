import ArgumentParser
import ControlInterface

struct DrillEnd: Verb {
    static let configuration = CommandConfiguration(commandName: "end", abstract: "End a drill.")

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var drill: RequiredDrill
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(DrillInterface.End.self, .init(drill: drill.name, reason: reason))
        session.tell(
            "The drill is over.", answer.json, drill: drill.name, next: [session.command("drill list")])
        return .done
    }
}
