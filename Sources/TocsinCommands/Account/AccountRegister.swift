import ArgumentParser
import ControlInterface

struct AccountRegister: Verb {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Enter an account in the register, or change what it says.")

    @Argument(help: "The account's name here, such as eurostar-uk.")
    var account: String

    @Option(name: .long, help: ArgumentHelp("webhook; in a drill any name.", valueName: "name"))
    var network = "webhook"

    @Option(name: .long, help: ArgumentHelp("Its name on the network.", valueName: "handle"))
    var handle: String

    @Option(name: .long, help: ArgumentHelp("The line, product or region it belongs to.", valueName: "name"))
    var unit: String?

    @Option(name: .long, help: ArgumentHelp("The legal owner.", valueName: "name"))
    var owner: String?

    @Option(name: .long, help: ArgumentHelp("Who holds the password or token.", valueName: "name"))
    var credentialHolder: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Where posts are sent; never with a password or token.", valueName: "url"))
    var endpoint: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The name of the credential with the token; never the token.", valueName: "name"))
    var credential: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            AccountInterface.Register.self,
            .init(
                account: account, network: network, handle: handle, unit: unit, owner: owner,
                credentialHolder: credentialHolder, endpoint: endpoint, credential: credential,
                drill: drill.name))
        session.tell(
            "Account \(account) is registered on \(network).", answer.json, drill: drill.name,
            next: [session.command("account list", drill: drill.name)])
        return .done
    }
}
