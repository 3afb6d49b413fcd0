import ArgumentParser
import ControlInterface
import CrisisModel

struct PostResolve: Verb {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Say what became of a post whose outcome is unknown.")

    @Argument(help: "The post's name.")
    var post: String

    @Flag(name: .long, help: "It is on the network: a person has looked.")
    var published = false

    @Flag(name: .long, help: "It is not on the network: a person has looked.")
    var notPublished = false

    @Option(name: .long, help: ArgumentHelp("What was found.", valueName: "text"))
    var note: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if published == notPublished {
            throw ValidationError("choose one of --published and --not-published")
        }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let outcome: SettledOutcome = published ? .published : .notPublished
        let answer = try session.ask(
            PostInterface.Resolve.self,
            .init(post: post, outcome: outcome.rawValue, note: note, drill: drill.name))
        session.tell(
            "Post \(post): \(published ? "it went out" : "it did not go out").", answer.json,
            drill: drill.name,
            next: [session.command("task list", drill: drill.name)])
        return .done
    }
}
