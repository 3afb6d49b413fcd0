import ArgumentParser
import ControlInterface

struct RuleRetire: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take a rule out of force.")

    @Argument(help: "The rule's name.")
    var rule: String

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(RuleInterface.Retire.self, .init(rule: rule, drill: drill.name))
        session.tell("Rule \(rule) is retired.", answer.json, drill: drill.name)
        return .done
    }
}
