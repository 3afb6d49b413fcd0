import ArgumentParser
import ControlInterface

struct PostApprove: Verb {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve a post for exactly its present text.")

    @Argument(help: "The post's name.")
    var post: String

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(PostInterface.Approve.self, .init(post: post, drill: drill.name))
        session.tell(
            "Post \(post) is approved for exactly its present text.", answer.json, drill: drill.name,
            next: [session.command("post show \(ShellWord.quoted(post))", drill: drill.name)])
        return .done
    }
}
