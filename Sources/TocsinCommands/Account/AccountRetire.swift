import ArgumentParser
import ControlInterface

struct AccountRetire: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "An account is no longer ours to post on.")

    @Argument(help: "The account's name.")
    var account: String

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            AccountInterface.Retire.self, .init(account: account, reason: reason, drill: drill.name))
        session.tell("Account \(account) is retired: nothing goes out on it.", answer.json, drill: drill.name)
        return .done
    }
}
