import ArgumentParser
import ControlInterface

struct PostHold: Verb {
    static let configuration = CommandConfiguration(commandName: "hold", abstract: "Hold posts.")

    @Argument(help: "The posts' names.")
    var posts: [String]

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            PostInterface.Hold.self, .init(posts: posts, reason: reason, drill: drill.name))
        session.tell(
            "\(Words.count(answer.reply.held, "post")) held.", answer.json, drill: drill.name,
            next: [session.command("post list --held", drill: drill.name)])
        return .done
    }
}
